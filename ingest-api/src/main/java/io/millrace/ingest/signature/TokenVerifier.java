package io.millrace.ingest.signature;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;

/** A shared value in a header. It proves who sends, not what: anyone on the way may change it. */
final class TokenVerifier implements Verifier {

  private final TokenSettings settings;
  private final KeyRing<byte[]> tokens;

  TokenVerifier(TokenSettings settings, List<Secret> secrets) {
    this.settings = settings;
    this.tokens = new KeyRing<>(secrets, token -> inHeader(settings.prefix(), token));
  }

  private static byte[] inHeader(String prefix, byte[] token) {
    for (byte b : token) {
      if (b <= ' ' || b > '~') {
        throw new IllegalArgumentException(
            "secret: a character no header carries (expected: visible ASCII without spaces)");
      }
    }
    String text = prefix + new String(token, StandardCharsets.US_ASCII);
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public Verdict verify(Delivery delivery) {
    String presented = OneHeader.of(delivery.headers(), settings.header());
    if (presented == null) {
      return Verdict.missing(settings.header());
    }
    byte[] bytes = presented.getBytes(StandardCharsets.UTF_8);
    Verdict genuine = tokens.genuine(delivery.now(), token -> MessageDigest.isEqual(bytes, token));
    return genuine == null
        ? Verdict.mismatch("the token in " + settings.header() + " is not the source's")
        : genuine;
  }

  @Override
  public List<String> headers() {
    return List.of();
  }
}
