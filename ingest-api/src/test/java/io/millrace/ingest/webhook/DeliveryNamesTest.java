package io.millrace.ingest.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
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
}
