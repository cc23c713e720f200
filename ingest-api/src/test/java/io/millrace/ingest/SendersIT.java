package io.millrace.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.stripe.net.Webhook;
import io.millrace.schemas.event.EventHeaders;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Deliveries signed as their senders sign them, against the whole app. */
class SendersIT {

  private static final String EVENT = "{\"id\":\"evt_1\",\"type\":\"invoice.paid\"}";

  private final TestApp app = TestApp.shared();

  @Test
  void node_sendersAreTakenAndTheirMutantsRefused() throws Exception {
    Map<String, JsonNode> sources = new TreeMap<>();
    sources.put("stripe", create("stripe", null));
    sources.put("svix", create("standard-webhooks", null));
    sources.put("standardwebhooks", create("standard-webhooks", null));
    sources.put("octokit", create("github", null));

    String output =
        NodePackages.run(
            "senders",
            "/senders/send.mjs",
            List.of(
                "@octokit/webhooks-methods@6.0.0",
                "standardwebhooks@1.1.1",
                "stripe@23.1.0",
                "svix@2.5.0"),
            Map.of(
                "INGEST_URL",
                app.base().toString(),
                "SOURCES",
                JsonMapper.shared().writeValueAsString(sources)));

    int genuine = 0;
    for (JsonNode result : JsonMapper.shared().readTree(output)) {
      if (result.get("what").stringValue().equals("genuine")) {
        assertThat(result.get("status").intValue()).as("%s", result).isEqualTo(202);
        assertNamed(result.get("sender").stringValue(), app.record(result.get("answer")));
        genuine++;
      } else {
        assertThat(result.get("status").intValue()).as("%s", result).isEqualTo(401);
        assertThat(result.get("answer").get("code").stringValue())
            .as("%s", result)
            .isIn("signature-missing", "signature-mismatch", "timestamp-invalid");
      }
    }
    assertThat(genuine).isEqualTo(4);
  }

  private static void assertNamed(String sender, ConsumerRecord<byte[], byte[]> record) {
    Map<String, String> ids =
        Map.of(
            "stripe", "evt_node",
            "svix", "msg_svix",
            "standardwebhooks", "msg_standard",
            "octokit", "delivery_octokit");
    assertThat(header(record, EventHeaders.ID)).isEqualTo(ids.get(sender));
    assertThat(header(record, EventHeaders.WEBHOOK_TYPE))
        .isEqualTo(sender.equals("octokit") ? "push" : "invoice.paid");
  }

  @Test
  void stripe_isTakenByOldSecretInItsGraceAndCounted() throws Exception {
    String old = "whsec_given_by_stripe";
    String key = create("stripe", old).get("sourceKey").stringValue();
    double before = oldSecrets("stripe");
    assertThat(stripe(key, old).statusCode()).isEqualTo(202);
    assertThat(oldSecrets("stripe")).isEqualTo(before);

    HttpResponse<String> rotated = app.post("/api/sources/" + key + "/rotate", "{}");
    String current = TestApp.tree(rotated).get("secret").stringValue();

    assertThat(current).startsWith("whsec_");
    await().until(() -> stripe(key, current).statusCode() == 202);
    assertThat(stripe(key, old).statusCode()).isEqualTo(202);
    assertThat(oldSecrets("stripe")).isEqualTo(before + 1);
    RefusalsIT.problem(stripe(key, "whsec_other"), 401, "signature-mismatch");
  }

  @Test
  void slack_challengeIsAnsweredAndIsNoEvent() {
    String key = create("slack", "signing-secret").get("sourceKey").stringValue();
    String challenge =
        "{\"token\":\"t\",\"challenge\":\"3eZbrw1aBm2rZgRNFdxV\",\"type\":\"url_verification\"}";
    double received = metric("millrace_ingest_events_received_total{kind=\"webhook\"");

    HttpResponse<String> answer = slack(key, "signing-secret", challenge);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{\"challenge\":\"3eZbrw1aBm2rZgRNFdxV\"}");
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(metric("millrace_ingest_events_received_total{kind=\"webhook\""))
        .isEqualTo(received);
    RefusalsIT.problem(slack(key, "other", challenge), 401, "signature-mismatch");

    String event =
        "{\"type\":\"event_callback\",\"event_id\":\"Ev1\",\"event\":{\"type\":\"mention\"}}";
    HttpResponse<String> taken = slack(key, "signing-secret", event);
    assertThat(taken.statusCode()).as(taken.body()).isEqualTo(202);
    ConsumerRecord<byte[], byte[]> record = app.record(TestApp.tree(taken));
    assertThat(record.value()).asString().isEqualTo(event);
    assertThat(header(record, EventHeaders.ID)).isEqualTo("Ev1");
    assertThat(header(record, EventHeaders.WEBHOOK_TYPE)).isEqualTo("mention");
  }

  @Test
  void twilio_signsThePublicAddress() {
    JsonNode created = create("twilio", "auth-token");
    String key = created.get("sourceKey").stringValue();
    String url = created.get("url").stringValue() + "?shop=%C3%A9";
    String form = "MessageSid=SM1&MessageStatus=delivered&To=%2B1800";
    String signed = url + "MessageSidSM1MessageStatusdeliveredTo+1800";

    HttpResponse<String> taken = twilio(key, "?shop=%C3%A9", form, signed);
    assertThat(taken.statusCode()).as(taken.body()).isEqualTo(202);
    ConsumerRecord<byte[], byte[]> record = app.record(TestApp.tree(taken));
    assertThat(header(record, "webhook_url")).isEqualTo(url);
    assertThat(header(record, EventHeaders.ID)).isEqualTo("SM1:delivered");
    RefusalsIT.problem(twilio(key, "?shop=e", form, signed), 401, "signature-mismatch");
    RefusalsIT.problem(
        twilio(key, "?shop=%C3%A9", form.replace("1800", "1900"), signed),
        401,
        "signature-mismatch");
  }

  /** Off the event loop, where it would hold up others. */
  @Test
  void ed25519_isVerifiedByThePublicKey() throws GeneralSecurityException {
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    byte[] x509 = pair.getPublic().getEncoded();
    byte[] raw = Arrays.copyOfRange(x509, x509.length - 32, x509.length);
    JsonNode created =
        create("standard-webhooks", "whpk_" + Base64.getEncoder().encodeToString(raw));
    String key = created.get("sourceKey").stringValue();
    String time = Long.toString(Instant.now().getEpochSecond());
    Signature signature = Signature.getInstance("Ed25519");
    signature.initSign(pair.getPrivate());
    signature.update(("msg_1." + time + "." + EVENT).getBytes(StandardCharsets.UTF_8));
    String signed = "v1a," + Base64.getEncoder().encodeToString(signature.sign());

    HttpResponse<String> taken = standard(key, EVENT, time, signed);
    assertThat(taken.statusCode()).as(taken.body()).isEqualTo(202);
    assertThat(TestApp.tree(taken).get("id").stringValue()).isEqualTo("msg_1");
    RefusalsIT.problem(standard(key, EVENT + " ", time, signed), 401, "signature-mismatch");
  }

  private HttpResponse<String> standard(String key, String body, String time, String signature) {
    return deliver(
        key,
        body,
        "webhook-id",
        "msg_1",
        "webhook-timestamp",
        time,
        "webhook-signature",
        signature);
  }

  @Test
  void create_refusesSecretsTheSchemeCannotUse() {
    for (String source :
        new String[] {
          "\"scheme\":\"standard-webhooks\",\"secret\":\"whsec_???\"",
          "\"scheme\":\"standard-webhooks\",\"secret\":\"whpk_AAAA\"",
          "\"scheme\":\"token\",\"secret\":\"two words\""
        }) {
      HttpResponse<String> refused = app.post("/api/sources", "{\"name\":\"x\"," + source + "}");
      RefusalsIT.problem(refused, 422, "schema-violation");
      assertThat(TestApp.tree(refused).get("errors").get(0).get("pointer").stringValue())
          .isEqualTo("/secret");
    }
    assertThat(create("standard-webhooks", null).get("secret").stringValue()).startsWith("whsec_");
  }

  private JsonNode create(String scheme, String secret) {
    String given = secret == null ? "" : ",\"secret\":\"" + secret + "\"";
    HttpResponse<String> created =
        app.post("/api/sources", "{\"name\":\"n\",\"scheme\":\"" + scheme + "\"" + given + "}");
    assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
    return TestApp.tree(created);
  }

  private HttpResponse<String> stripe(String key, String secret) throws GeneralSecurityException {
    String signature =
        Webhook.Signature.generateSignatureHeader(EVENT, secret, Instant.now().getEpochSecond());
    return deliver(key, EVENT, "Stripe-Signature", signature, "Content-Type", "application/json");
  }

  private HttpResponse<String> slack(String key, String secret, String body) {
    String time = Long.toString(Instant.now().getEpochSecond());
    byte[] signature = hmac("HmacSHA256", secret, "v0:" + time + ":" + body);
    return deliver(
        key,
        body,
        "X-Slack-Request-Timestamp",
        time,
        "X-Slack-Signature",
        "v0=" + HexFormat.of().formatHex(signature),
        "Content-Type",
        "application/json");
  }

  private HttpResponse<String> twilio(String key, String query, String form, String signed) {
    return deliver(
        key + query,
        form,
        "X-Twilio-Signature",
        Base64.getEncoder().encodeToString(hmac("HmacSHA1", "auth-token", signed)),
        "Content-Type",
        "application/x-www-form-urlencoded");
  }

  private HttpResponse<String> deliver(String keyAndQuery, String body, String... headers) {
    return app.send("POST", "/api/webhook/" + keyAndQuery, BodyPublishers.ofString(body), headers);
  }

  private double oldSecrets(String scheme) {
    return metric("millrace_ingest_source_old_secret_total{scheme=\"" + scheme + "\"");
  }

  private double metric(String start) {
    Matcher line =
        Pattern.compile("^" + Pattern.quote(start) + ".*? ([0-9.E+]+)$", Pattern.MULTILINE)
            .matcher(app.get("/metrics").body());
    return line.find() ? Double.parseDouble(line.group(1)) : 0;
  }

  private static byte[] hmac(String algorithm, String secret, String text) {
    try {
      Mac mac = Mac.getInstance(algorithm);
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), algorithm));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }
}
