package io.millrace.streams.projection;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.schemas.event.Keys;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** Ids that follow from what they are about, and are as short as ids must be. */
public final class ShortIds {

  private static final int BYTES = 16;

  private ShortIds() {}

  /** Always the same for the same subject. */
  public static String of(String... subject) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(Keys.of(subject).getBytes(UTF_8));
      return HexFormat.of().formatHex(Arrays.copyOf(digest, BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
