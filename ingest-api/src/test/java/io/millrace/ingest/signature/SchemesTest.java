package io.millrace.ingest.signature;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;

/** What a scheme allows beside one right signature, and what it does not. */
class SchemesTest {

  @Test
  void standardWebhooks_readsOneSetOfHeaders() {
    SignedSample svix = SampleSenders.svix();
    SignedSample both = svix.header("webhook-id", "msg_evil").header("webhook-timestamp", "1");

    assertThat(both.outcome()).isEqualTo("accepted");
    assertThat(StandardWebhookHeaders.of(both.httpHeaders()).id()).isEqualTo("svix-id");
    assertThat(both.header("webhook-signature", "v1,AAAA").outcome())
        .isEqualTo("timestamp-invalid");
  }

  /** With {@code a.b} as id, {@code b} could be read as the time and the rest as the body. */
  @Test
  void standardWebhooks_refusesIdWithDot() throws Exception {
    String signature =
        new com.standardwebhooks.Webhook(SampleSenders.WHSEC)
            .sign("msg.1", SignedSample.NOW.getEpochSecond(), SampleSenders.JSON);
    SignedSample signed =
        SampleSenders.standardWebhooks()
            .header("webhook-id", "msg.1")
            .header("webhook-signature", signature);

    assertThat(signed.outcome()).isEqualTo("signature-mismatch");
  }

  @Test
  void standardWebhooks_triesFewEd25519Signatures() {
    SignedSample genuine = SampleSenders.ed25519();
    String right = genuine.headers().get("webhook-signature").get(0);
    String wrong = "v1a," + Base64.getEncoder().encodeToString(new byte[64]) + " ";

    assertThat(genuine.header("webhook-signature", wrong.repeat(2) + right).outcome())
        .isEqualTo("accepted");
    assertThat(genuine.header("webhook-signature", wrong.repeat(3) + right).outcome())
        .isEqualTo("signature-mismatch");
  }

  @Test
  void stripe_acceptsAnyOfSeveralSignatures() {
    SignedSample genuine = SampleSenders.stripe();
    String header = genuine.headers().get("Stripe-Signature").get(0);
    String wrong = "v1=" + "0".repeat(64);
    String time = header.substring(0, header.indexOf(','));
    String right = header.substring(header.indexOf(',') + 1);

    for (String accepted :
        new String[] {
          time + "," + wrong + "," + right,
          time + "," + right + "," + wrong + ",v0=6ffbb59b",
          right + "," + time
        }) {
      assertThat(genuine.header("Stripe-Signature", accepted).outcome()).isEqualTo("accepted");
    }
    assertThat(genuine.header("Stripe-Signature", header + "," + time).outcome())
        .isEqualTo("timestamp-invalid");
    assertThat(genuine.header("Stripe-Signature", header.replace("v1=", "v0=")).outcome())
        .isEqualTo("signature-mismatch");
  }

  @Test
  void url_isThePublicOneWithPathAndQueryAsTheyCame() {
    Delivery delivery =
        new Delivery(
            "https://h.example.com/in",
            URI.create("http://10.0.0.7:8080/api/webhook/a%2Fb?x=%2B&y"),
            new HttpHeaders(),
            new byte[0],
            SignedSample.NOW);

    assertThat(delivery.url()).isEqualTo("https://h.example.com/in/api/webhook/a%2Fb?x=%2B&y");
    assertThat(TwilioVerifier.otherPort("http://[::1]/a:b?c:d"))
        .isEqualTo("http://[::1]:80/a:b?c:d");
    assertThat(TwilioVerifier.otherPort("https://[::1]:8/a")).isEqualTo("https://[::1]/a");
  }
}
