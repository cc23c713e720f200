package io.millrace.ingest.signature;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** How a signature stands in a header, and in which form it is compared. */
enum SignatureEncoding {
  /** Digits in either case; compared as the bytes they mean. */
  HEX {
    @Override
    byte @Nullable [] presented(String text, int from) {
      int length = text.length() - from;
      if (length <= 0 || length % 2 != 0) {
        return null;
      }
      byte[] bytes = new byte[length / 2];
      for (int i = 0; i < bytes.length; i++) {
        char high = text.charAt(from + 2 * i);
        char low = text.charAt(from + 2 * i + 1);
        if (!HexFormat.isHexDigit(high) || !HexFormat.isHexDigit(low)) {
          return null;
        }
        bytes[i] = (byte) (HexFormat.fromHexDigit(high) << 4 | HexFormat.fromHexDigit(low));
      }
      return bytes;
    }

    @Override
    byte[] expected(byte[] signature) {
      return signature;
    }
  },

  /** Compared as text, as several texts mean the same bytes. */
  BASE64 {
    @Override
    byte @Nullable [] presented(String text, int from) {
      return text.substring(from).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    byte[] expected(byte[] signature) {
      return Base64.getEncoder().encode(signature);
    }
  };

  /** The signature that starts there, null if it cannot be one. */
  abstract byte @Nullable [] presented(String text, int from);

  /** What {@link #presented} is to be equal to. */
  abstract byte[] expected(byte[] signature);
}
