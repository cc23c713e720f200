package io.millrace.ingest.source;

import io.millrace.ingest.event.Ids;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Seals secrets with AES-256-GCM (NIST SP 800-38D) under a random 96-bit nonce. The first key
 * seals, every key opens, so a key is replaced by putting its successor before it. Any thread may
 * use it.
 */
final class SecretKeys {

  private static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final int ID_BYTES = 4;

  /**
   * What was sealed.
   *
   * @param keyId of the key that did
   * @param bytes nonce, ciphertext and tag
   */
  record Sealed(String keyId, byte[] bytes) {}

  private final Map<String, SecretKey> byId = new LinkedHashMap<>();
  private final @Nullable String sealing;

  private SecretKeys(String text) {
    String[] keys = text.isBlank() ? new String[0] : text.split(",", -1);
    for (int i = 0; i < keys.length; i++) {
      byte[] key = decode(keys[i].strip(), i + 1);
      byId.put(id(key), new SecretKeySpec(key, "AES"));
    }
    sealing = byId.isEmpty() ? null : byId.keySet().iterator().next();
    if (sealing != null) {
      // Reads the JDK's providers now and not on an event loop.
      byte[] nothing = new byte[0];
      open(seal(nothing, nothing), nothing);
    }
  }

  /**
   * Reads keys: 32 bytes each in Base64, joined by commas; none where the text is blank.
   *
   * @throws IllegalArgumentException with the number of the key that is wrong, and nothing of it
   */
  static SecretKeys of(String text) {
    return new SecretKeys(text);
  }

  /** The id of the key that seals, null where there is none. */
  @Nullable String sealingId() {
    return sealing;
  }

  /**
   * Seals with the first key.
   *
   * @param context what {@link #open} must be given again
   * @throws IllegalStateException where there is no key
   */
  Sealed seal(byte[] secret, byte[] context) {
    if (sealing == null) {
      throw new IllegalStateException("no key to seal with");
    }
    byte[] nonce = Ids.random(NONCE_BYTES);
    try {
      byte[] sealed = cipher(Cipher.ENCRYPT_MODE, sealing, nonce, context).doFinal(secret);
      byte[] bytes = Arrays.copyOf(nonce, NONCE_BYTES + sealed.length);
      System.arraycopy(sealed, 0, bytes, NONCE_BYTES, sealed.length);
      return new Sealed(sealing, bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has AES-GCM", e);
    }
  }

  /** The secret, null where its key is not here or it was not sealed in that context. */
  byte @Nullable [] open(Sealed sealed, byte[] context) {
    byte[] bytes = sealed.bytes();
    if (!byId.containsKey(sealed.keyId()) || bytes.length < NONCE_BYTES + TAG_BITS / 8) {
      return null;
    }
    byte[] nonce = Arrays.copyOf(bytes, NONCE_BYTES);
    try {
      return cipher(Cipher.DECRYPT_MODE, sealed.keyId(), nonce, context)
          .doFinal(bytes, NONCE_BYTES, bytes.length - NONCE_BYTES);
    } catch (AEADBadTagException e) {
      return null;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has AES-GCM", e);
    }
  }

  private Cipher cipher(int mode, String keyId, byte[] nonce, byte[] context)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, byId.get(keyId), new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(context);
    return cipher;
  }

  private static byte[] decode(String text, int number) {
    byte[] key;
    try {
      key = Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      key = new byte[0];
    }
    if (key.length != KEY_BYTES) {
      throw new IllegalArgumentException(
          "SECRETS_KEY: key " + number + " (expected: 32 bytes in Base64, keys joined by commas)");
    }
    return key;
  }

  /** Tells keys apart and tells nothing about them: they are 256 random bits. */
  private static String id(byte[] key) {
    return HexFormat.of().formatHex(Ids.sha256(key), 0, ID_BYTES);
  }

  /** The ids alone. */
  @Override
  public String toString() {
    return byId.keySet().toString();
  }
}
