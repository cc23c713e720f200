package io.millrace.ingest.signature;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/** What one Standard Webhooks secret verifies. */
interface StandardWebhookKey {

  String SECRET_PREFIX = "whsec_";
  String PUBLIC_KEY_PREFIX = "whpk_";

  /**
   * Whether one of the signatures is right.
   *
   * @param head what is signed before the body
   * @param signatures each with its version, as in {@code v1,K5oZ...}
   */
  boolean fits(byte[] head, byte[] body, String[] signatures);

  /**
   * The key in a secret's text.
   *
   * @throws IllegalArgumentException that says what is wrong, without the secret
   */
  static StandardWebhookKey of(byte[] secret) {
    String text = new String(secret, StandardCharsets.UTF_8);
    if (text.startsWith(PUBLIC_KEY_PREFIX)) {
      return new Ed25519(decoded(text.substring(PUBLIC_KEY_PREFIX.length())));
    }
    return new Hmac(
        decoded(text.startsWith(SECRET_PREFIX) ? text.substring(SECRET_PREFIX.length()) : text));
  }

  private static byte[] decoded(String base64) {
    byte[] bytes = exactly(base64.endsWith("=") ? base64 : padded(base64));
    if (bytes == null) {
      throw new IllegalArgumentException(
          "secret: not base64 (expected: whsec_ and base64, or a public key as whpk_ and base64)");
    }
    return bytes;
  }

  private static String padded(String base64) {
    return base64 + "=".repeat((4 - base64.length() % 4) % 4);
  }

  /** The bytes of a text that is their one base64, else null: several texts mean the same bytes. */
  private static byte @Nullable [] exactly(String base64) {
    try {
      byte[] bytes = Base64.getDecoder().decode(base64);
      return Base64.getEncoder().encodeToString(bytes).equals(base64) ? bytes : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** {@code v1}: HMAC-SHA256 with a shared secret. */
  final class Hmac implements StandardWebhookKey {

    private static final String VERSION = "v1,";

    /** The specification asks senders for 24; some give fewer. */
    private static final int FEWEST_BYTES = 16;

    private final KeyedMac key;

    private Hmac(byte[] key) {
      if (key.length < FEWEST_BYTES) {
        throw new IllegalArgumentException(
            "secret: "
                + key.length
                + " bytes (expected: base64 of at least "
                + FEWEST_BYTES
                + " bytes after whsec_)");
      }
      this.key = new KeyedMac("HmacSHA256", key);
    }

    @Override
    public boolean fits(byte[] head, byte[] body, String[] signatures) {
      Mac mac = key.copy();
      mac.update(head);
      mac.update(body);
      byte[] expected = SignatureEncoding.BASE64.expected(mac.doFinal());
      boolean fits = false;
      for (String signature : signatures) {
        fits |=
            signature.startsWith(VERSION)
                && MessageDigest.isEqual(
                    expected, SignatureEncoding.BASE64.presented(signature, VERSION.length()));
      }
      return fits;
    }
  }

  /** {@code v1a}: Ed25519, of which this side has the public key only. */
  final class Ed25519 implements StandardWebhookKey {

    private static final String VERSION = "v1a,";
    private static final int KEY_BYTES = 32;

    /** Each costs as much as a thousand HMACs, and anyone may send them. */
    private static final int MOST_SIGNATURES = 3;

    /** What stands before the 32 bytes in the X.509 form of a key (RFC 8410, section 4). */
    private static final byte[] X509_HEAD = HexFormat.of().parseHex("302a300506032b6570032100");

    private final PublicKey key;

    private Ed25519(byte[] key) {
      if (key.length != KEY_BYTES) {
        throw new IllegalArgumentException(
            "secret: " + key.length + " bytes (expected: base64 of 32 bytes after whpk_)");
      }
      byte[] x509 = new byte[X509_HEAD.length + KEY_BYTES];
      System.arraycopy(X509_HEAD, 0, x509, 0, X509_HEAD.length);
      System.arraycopy(key, 0, x509, X509_HEAD.length, KEY_BYTES);
      try {
        this.key = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(x509));
        Signature.getInstance("Ed25519").initVerify(this.key);
      } catch (GeneralSecurityException e) {
        throw new IllegalArgumentException("secret: not an Ed25519 public key", e);
      }
    }

    @Override
    public boolean fits(byte[] head, byte[] body, String[] signatures) {
      int tried = 0;
      for (String signature : signatures) {
        if (signature.startsWith(VERSION) && tried++ < MOST_SIGNATURES) {
          byte[] decoded = exactly(signature.substring(VERSION.length()));
          if (decoded != null && fits(head, body, decoded)) {
            return true;
          }
        }
      }
      return false;
    }

    private boolean fits(byte[] head, byte[] body, byte[] signature) {
      try {
        Signature verification = Signature.getInstance("Ed25519");
        verification.initVerify(key);
        verification.update(head);
        verification.update(body);
        return verification.verify(signature);
      } catch (GeneralSecurityException e) {
        return false;
      }
    }
  }
}
