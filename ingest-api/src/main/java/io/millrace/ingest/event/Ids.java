package io.millrace.ingest.event;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.UUID;

/**
 * Ids and secrets nobody can guess. The generator is seeded once, so making one never reads a
 * device on an event loop.
 */
public final class Ids {

  private static final SecureRandom RANDOM = generator();

  private Ids() {}

  /** Seeds the generator, which reads files: for the start of the app. */
  public static void seed() {
    RANDOM.nextBytes(new byte[1]);
  }

  public static String uuid() {
    byte[] bytes = random(16);
    bytes[6] = (byte) (bytes[6] & 0x0f | 0x40);
    bytes[8] = (byte) (bytes[8] & 0x3f | 0x80);
    return new UUID(longAt(bytes, 0), longAt(bytes, 8)).toString();
  }

  /** Random text that is safe in URLs and headers. */
  public static String token(int bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(random(bytes));
  }

  /** The hex SHA-256 of some bytes, as an id for what has none. */
  public static String digest(byte[] bytes) {
    return HexFormat.of().formatHex(sha256(bytes));
  }

  public static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  public static byte[] random(int count) {
    byte[] bytes = new byte[count];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  private static long longAt(byte[] bytes, int offset) {
    long value = 0;
    for (int i = 0; i < 8; i++) {
      value = value << 8 | bytes[offset + i] & 0xff;
    }
    return value;
  }

  private static SecureRandom generator() {
    try {
      return SecureRandom.getInstance("DRBG");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has DRBG", e);
    }
  }
}
