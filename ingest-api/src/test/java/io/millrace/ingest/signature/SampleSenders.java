package io.millrace.ingest.signature;

import com.standardwebhooks.exceptions.WebhookSigningException;
import com.stripe.net.Webhook;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A genuine delivery of each scheme, signed by the sender's own library where there is one. */
public final class SampleSenders {

  static final String JSON = "{\"id\":\"evt_1\",\"type\":\"invoice.paid\",\"note\":\"10 €\"}";
  static final String WHSEC = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  private static final byte[] BODY = bytes(JSON);
  private static final long TIME = SignedSample.NOW.getEpochSecond();

  private SampleSenders() {}

  public static List<SignedSample> all() {
    return List.of(
        standardWebhooks(),
        standardWebhooksWithTwoSignatures(),
        svix(),
        ed25519(),
        stripe(),
        github(),
        shopify(),
        slack(),
        twilioForm(),
        twilioJson(),
        hmacSha1Hex(),
        hmacSha512Base64(),
        token());
  }

  static SignedSample standardWebhooks() {
    return standardWebhooks("standard-webhooks", "webhook", libraryV1()).ofTime();
  }

  static SignedSample standardWebhooksWithTwoSignatures() {
    String other = "v1," + Base64.getEncoder().encodeToString(new byte[32]);
    return standardWebhooks("two signatures", "webhook", other + " " + libraryV1()).ofTime();
  }

  static SignedSample svix() {
    try {
      String signature = new com.svix.Webhook(WHSEC).sign("msg_1", TIME, JSON);
      return standardWebhooks("svix", "svix", signature).ofTime();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  static SignedSample ed25519() {
    try {
      KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(pair.getPrivate());
      signature.update(bytes("msg_1." + TIME + "." + JSON));
      byte[] x509 = pair.getPublic().getEncoded();
      byte[] raw = Arrays.copyOfRange(x509, x509.length - 32, x509.length);
      return standardWebhooks("v1a", "webhook", "v1a," + base64(signature.sign()))
          .secret("whpk_" + base64(raw))
          .ofTime();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String libraryV1() {
    try {
      return new com.standardwebhooks.Webhook(WHSEC).sign("msg_1", TIME, JSON);
    } catch (WebhookSigningException
        | com.standardwebhooks.exceptions.EmptyWebhookSecretException e) {
      throw new IllegalStateException(e);
    }
  }

  private static SignedSample standardWebhooks(String name, String prefix, String signature) {
    return SignedSample.of(
            "standard-webhooks",
            WHSEC,
            BODY,
            prefix + "-id",
            "msg_1",
            prefix + "-timestamp",
            Long.toString(TIME),
            prefix + "-signature",
            signature)
        .named(name);
  }

  static SignedSample stripe() {
    try {
      String secret = "whsec_test_secret";
      String header = Webhook.Signature.generateSignatureHeader(JSON, secret, TIME);
      return SignedSample.of("stripe", secret, BODY, "Stripe-Signature", header).ofTime();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static SignedSample github() {
    String signature = "sha256=" + hex(hmac("HmacSHA256", "s3cret", BODY));
    return SignedSample.of("github", "s3cret", BODY, "X-Hub-Signature-256", signature);
  }

  static SignedSample shopify() {
    String signature = base64(hmac("HmacSHA256", "shpss_1", BODY));
    return SignedSample.of("shopify", "shpss_1", BODY, "X-Shopify-Hmac-Sha256", signature);
  }

  static SignedSample slack() {
    byte[] signed = bytes("v0:" + TIME + ":" + JSON);
    return SignedSample.of(
            "slack",
            "8f742231b10e",
            BODY,
            "X-Slack-Request-Timestamp",
            Long.toString(TIME),
            "X-Slack-Signature",
            "v0=" + hex(hmac("HmacSHA256", "8f742231b10e", signed)))
        .ofTime();
  }

  static SignedSample twilioForm() {
    String form = "To=%2B18005551212&From=%2B14158675309&Body=Ol%C3%A1+you&Empty=&MessageSid=SM1";
    Map<String, String> parameters =
        new TreeMap<>(
            Map.of(
                "To", "+18005551212",
                "From", "+14158675309",
                "Body", "Olá you",
                "Empty", "",
                "MessageSid", "SM1"));
    StringBuilder signed = new StringBuilder("https://hooks.example.com/api/webhook/s?shop=1&q=a");
    parameters.forEach((name, value) -> signed.append(name).append(value));
    return SignedSample.of(
            "twilio",
            "12345",
            bytes(form),
            "X-Twilio-Signature",
            base64(hmac("HmacSHA1", "12345", bytes(signed.toString()))),
            "Content-Type",
            "application/x-www-form-urlencoded; charset=UTF-8")
        .at("https://hooks.example.com", "/api/webhook/s?shop=1&q=a")
        .named("twilio form");
  }

  static SignedSample twilioJson() {
    String target = "/api/webhook/s?shop=1&bodySHA256=" + hex(sha256(BODY));
    byte[] signed = bytes("https://hooks.example.com" + target);
    return SignedSample.of(
            "twilio",
            "12345",
            BODY,
            "X-Twilio-Signature",
            base64(hmac("HmacSHA1", "12345", signed)))
        .at("https://hooks.example.com", target)
        .named("twilio json");
  }

  static SignedSample hmacSha1Hex() {
    byte[] signed = bytes(JSON + "|" + TIME);
    return SignedSample.of(
            "hmac",
            "k",
            BODY,
            "X-Sig",
            hex(hmac("HmacSHA1", "k", signed)),
            "X-Time",
            Long.toString(TIME))
        .settings(
            Map.of(
                "algorithm", "sha1",
                "header", "X-Sig",
                "template", "{body}|{timestamp}",
                "timestampHeader", "X-Time"))
        .named("hmac sha1 hex")
        .ofTime();
  }

  static SignedSample hmacSha512Base64() {
    return SignedSample.of(
            "hmac", "k", BODY, "X-Signature", "sha512:" + base64(hmac("HmacSHA512", "k", BODY)))
        .settings(Map.of("algorithm", "sha512", "encoding", "base64", "prefix", "sha512:"))
        .named("hmac sha512 base64");
  }

  static SignedSample token() {
    return SignedSample.of("token", "t0ken-of-gitlab", BODY, "X-Gitlab-Token", "t0ken-of-gitlab")
        .settings(Map.of("header", "X-Gitlab-Token"));
  }

  static byte[] hmac(String algorithm, String secret, byte[] text) {
    try {
      Mac mac = Mac.getInstance(algorithm);
      mac.init(new SecretKeySpec(bytes(secret), algorithm));
      return mac.doFinal(text);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static byte[] sha256(byte[] text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
