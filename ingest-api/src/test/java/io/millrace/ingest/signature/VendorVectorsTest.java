package io.millrace.ingest.signature;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Signatures that others published or made, and none of this project's code. */
class VendorVectorsTest {

  private static final String TWILIO_URL = "https://mycompany.com";
  private static final String TWILIO_FORM = "application/x-www-form-urlencoded";

  /** GitHub's documentation, "Validating webhook deliveries". */
  @Test
  void github_acceptsItsDocumentation() {
    SignedSample sample =
        SignedSample.of(
            "github",
            "It's a Secret to Everybody",
            SampleSenders.bytes("Hello, World!"),
            "X-Hub-Signature-256",
            "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17");

    assertThat(sample.outcome()).isEqualTo("accepted");
  }

  /** Slack's documentation, "Verifying requests from Slack". */
  @Test
  void slack_acceptsItsDocumentation() {
    SignedSample sample =
        SignedSample.of(
            "slack",
            "8f742231b10e8888abcd99yyyzzz85a5",
            SampleSenders.bytes(
                "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow"
                    + "&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA"
                    + "&user_name=roadrunner&command=%2Fwebhook-collect&text="
                    + "&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J"
                    + "%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
                    + "&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"),
            "X-Slack-Request-Timestamp",
            "1531420618",
            "X-Slack-Signature",
            "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503");

    assertThat(sample.outcome(Instant.ofEpochSecond(1_531_420_618))).isEqualTo("accepted");
  }

  /** The tests of the Standard Webhooks libraries. */
  @Test
  void standardWebhooks_acceptsItsLibraries() {
    SignedSample sample =
        SignedSample.of(
            "standard-webhooks",
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            SampleSenders.bytes("{\"test\": 2432232314}"),
            "webhook-id",
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            "webhook-timestamp",
            "1614265330",
            "webhook-signature",
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");

    assertThat(sample.outcome(Instant.ofEpochSecond(1_614_265_330))).isEqualTo("accepted");
    assertThat(
            sample
                .secret("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
                .outcome(Instant.ofEpochSecond(1_614_265_330)))
        .isEqualTo("accepted");
  }

  /** The specification's example, signed by OpenSSL with the first key of RFC 8032, section 7.1. */
  @Test
  void standardWebhooks_acceptsEd25519OfOpenSsl() {
    SignedSample sample =
        SignedSample.of(
            "standard-webhooks",
            "whpk_11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
            SampleSenders.bytes(
                "{\"type\":\"contact.created\",\"timestamp\":\"2022-11-03T20:26:10.344522Z\","
                    + "\"data\":{\"id\":\"1f81eb52-5198-4599-803e-771906343485\"}}"),
            "webhook-id",
            "msg_2KWPBgLlAfxdpx2AI54pPJ85f4W",
            "webhook-timestamp",
            "1674087231",
            "webhook-signature",
            "v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4= "
                + "v1a,pbpYBMlty2hExn4zt0UTGb6BaP2Vq5AfyzjB9GGV3x/wCJKd8UjOCf8Qhaji6TKY9C5eNMnlF0"
                + "GG4udaO6B7Ag==");

    assertThat(sample.outcome(Instant.ofEpochSecond(1_674_087_231))).isEqualTo("accepted");
  }

  /** Twilio's documentation, and the tests of its libraries. */
  @Test
  void twilio_acceptsItsLibraries() {
    SignedSample call =
        SignedSample.of(
                "twilio",
                "12345",
                SampleSenders.bytes(
                    "CallSid=CA1234567890ABCDE&Caller=%2B14158675309&Digits=1234"
                        + "&From=%2B14158675309&To=%2B18005551212"),
                "X-Twilio-Signature",
                "RSOYDt4T1cUTdK1PDd93/VVr8B8=",
                "Content-Type",
                TWILIO_FORM)
            .at(TWILIO_URL, "/myapp.php?foo=1&bar=2");
    SignedSample repeated =
        call.body(
                SampleSenders.bytes(
                    "Sid=CA123&SidAccount=AC123&Digits=5678&Digits=1234&Digits=1234"))
            .header("X-Twilio-Signature", "IK+Dwps556ElfBT0I3Rgjkr1wJU=");
    SignedSample json =
        SignedSample.of(
                "twilio",
                "12345",
                SampleSenders.bytes("{\"property\": \"value\", \"boolean\": true}"),
                "X-Twilio-Signature",
                "a9nBmqA0ju/hNViExpshrM61xv4=")
            .at(
                TWILIO_URL,
                "/myapp.php?foo=1&bar=2&bodySHA256="
                    + "0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620");

    assertThat(call.outcome()).isEqualTo("accepted");
    assertThat(repeated.outcome()).isEqualTo("accepted");
    assertThat(json.outcome()).isEqualTo("accepted");
  }

  /** Shopify publishes none; made with {@code openssl dgst -sha256 -hmac shop-secret -binary}. */
  @Test
  void shopify_acceptsHmacOfOpenSsl() {
    SignedSample sample =
        SignedSample.of(
            "shopify",
            "shop-secret",
            SampleSenders.bytes("{\"id\":1}"),
            "X-Shopify-Hmac-Sha256",
            "plW8VGqq0nDMIEhDqaNNW99asdUCy7EIqLZVcQwtAZ0=");

    assertThat(sample.outcome()).isEqualTo("accepted");
  }
}
