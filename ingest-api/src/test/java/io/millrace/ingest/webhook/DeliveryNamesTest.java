package io.millrace.ingest.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ingest.signature.Verifiers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpHeaders;

class DeliveryNamesTest {

  private static final byte[] BODY = "{\"type\":\"invoice.paid\"}".getBytes(StandardCharsets.UTF_8);

  @Test
  void id_isTheSendersElseADigest() {
    HttpHeaders headers = new HttpHeaders();
    String digest = DeliveryNames.id("none", headers, BODY);
    headers.set("Idempotency-Key", "idem");
    String idempotencyKey = DeliveryNames.id("none", headers, BODY);
    headers.set("webhook-id", "msg_1");
    String webhookId = DeliveryNames.id("none", headers, BODY);
    headers.set("X-GitHub-Delivery", "guid");

    assertThat(digest).matches("[0-9a-f]{64}");
    assertThat(idempotencyKey).isEqualTo("idem");
    assertThat(webhookId).isEqualTo("msg_1");
    assertThat(DeliveryNames.id("github", headers, BODY)).isEqualTo("guid");
    assertThat(DeliveryNames.id("hmac", headers, BODY)).isEqualTo("msg_1");
  }

  @Test
  void id_digestsWhatIsTooLongToKeep() {
    HttpHeaders one = new HttpHeaders();
    one.set("webhook-id", "x".repeat(200));
    HttpHeaders other = new HttpHeaders();
    other.set("webhook-id", "y".repeat(200));

    assertThat(DeliveryNames.id("none", one, BODY))
        .hasSize(64)
        .isNotEqualTo(DeliveryNames.id("none", other, BODY));
  }

  @Test
  void given_isWhatTheHeadersSayAndNothingElse() {
    HttpHeaders headers = new HttpHeaders();
    headers.set("Content-Type", "application/json");
    for (String scheme : Verifiers.SCHEMES) {
      assertThat(DeliveryNames.givenId(scheme, headers)).as(scheme).isNull();
      assertThat(DeliveryNames.givenType(scheme, headers)).as(scheme).isNull();
    }
    headers.set("X-GitHub-Delivery", "guid");
    headers.set("X-GitHub-Event", "push");
    assertThat(DeliveryNames.givenId("github", headers)).isEqualTo("guid");
    assertThat(DeliveryNames.givenType("github", headers)).isEqualTo("push");
    headers.set("X-GitHub-Delivery", "x".repeat(200));
    assertThat(DeliveryNames.givenId("github", headers)).isNull();
  }

  @Test
  void type_isWhatTheSenderCallsIt() {
    HttpHeaders headers = new HttpHeaders();
    assertThat(DeliveryNames.type("none", headers, BODY)).isEqualTo("unknown");
    headers.set("Content-Type", "application/cloudevents+json; charset=utf-8");
    assertThat(DeliveryNames.type("none", headers, BODY)).isEqualTo("invoice.paid");
    headers.set("Content-Type", "nonsense");
    assertThat(DeliveryNames.type("none", headers, BODY)).isEqualTo("unknown");
    headers.set("X-Shopify-Topic", "orders/create");
    assertThat(DeliveryNames.type("none", headers, BODY)).isEqualTo("orders/create");
    headers.set("X-GitHub-Event", "push");
    assertThat(DeliveryNames.type("none", headers, BODY)).isEqualTo("push");
  }

  @Test
  void type_isUnknownWhereItCannotBeKept() {
    HttpHeaders headers = new HttpHeaders();
    headers.set("Content-Type", "application/json");

    for (String type : new String[] {"x".repeat(129), "a\\nb", " "}) {
      byte[] body = ("{\"type\":\"" + type + "\"}").getBytes(StandardCharsets.UTF_8);
      assertThat(DeliveryNames.type("none", headers, body)).as(type).isEqualTo("unknown");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          stripe            | evt_1    | invoice.paid
          standard-webhooks | msg_1    | invoice.paid
          shopify           | shop_1   | orders/create
          slack             | Ev1      | invoice.paid
          twilio            | tw_1     | invoice.paid
          """)
  void names_areThoseOfTheScheme(String scheme, String id, String type) {
    HttpHeaders headers = new HttpHeaders();
    headers.set("Content-Type", "application/json");
    headers.set("Idempotency-Key", "unsigned");
    headers.set("X-GitHub-Delivery", "unsigned");
    headers.set("X-GitHub-Event", "unsigned");
    headers.set("svix-id", "msg_1");
    headers.set("svix-signature", "v1,x");
    headers.set("webhook-id", "unsigned");
    headers.set("X-Shopify-Webhook-Id", "shop_1");
    headers.set("X-Shopify-Topic", "orders/create");
    headers.set("I-Twilio-Idempotency-Token", "tw_1");
    byte[] body = bytes("{\"id\":\"evt_1\",\"type\":\"invoice.paid\",\"event_id\":\"Ev1\"}");

    assertThat(DeliveryNames.id(scheme, headers, body)).isEqualTo(id);
    assertThat(DeliveryNames.type(scheme, headers, body)).isEqualTo(type);
    assertThat(DeliveryNames.id(scheme, new HttpHeaders(), bytes("?"))).matches("[0-9a-f]{64}");
    assertThat(DeliveryNames.type(scheme, new HttpHeaders(), bytes("?"))).isEqualTo("unknown");
  }

  @Test
  void slack_isNamedByTheEventInsideOrTheCommand() {
    HttpHeaders form = new HttpHeaders();
    form.set("Content-Type", "application/x-www-form-urlencoded");
    byte[] event =
        bytes("{\"type\":\"event_callback\",\"event\":{\"a\":{},\"type\":\"app_mention\"}}");

    assertThat(DeliveryNames.type("slack", new HttpHeaders(), event)).isEqualTo("app_mention");
    assertThat(DeliveryNames.type("slack", form, bytes("command=%2Fweather&text=94070")))
        .isEqualTo("/weather");
  }

  @Test
  void twilio_isNamedByMessageAndStatus() {
    HttpHeaders form = new HttpHeaders();
    form.set("Content-Type", "application/x-www-form-urlencoded");
    byte[] sent = bytes("MessageSid=SM1&MessageStatus=sent");
    byte[] received = bytes("MessageSid=SM2&SmsStatus=received");
    byte[] call = bytes("CallSid=CA1&CallStatus=ringing");

    assertThat(DeliveryNames.id("twilio", form, sent)).isEqualTo("SM1:sent");
    assertThat(DeliveryNames.type("twilio", form, sent)).isEqualTo("sent");
    assertThat(DeliveryNames.id("twilio", form, received)).isEqualTo("SM2:received");
    assertThat(DeliveryNames.id("twilio", form, call)).hasSize(64);
    assertThat(DeliveryNames.type("twilio", form, call)).isEqualTo("ringing");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
