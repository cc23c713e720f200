package io.millrace.ingest.source;

import com.google.protobuf.ByteString;
import io.millrace.ingest.signature.Secret;
import io.millrace.schemas.config.v1.Source;
import io.millrace.schemas.config.v1.SourceSecret;
import io.millrace.schemas.event.Keys;
import io.millrace.schemas.event.Timestamps;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The secrets of sources: sealed in the topic, in the clear in memory only. A sealed secret opens
 * for its own tenant and source alone. What was stored in the clear is still read, and sealed at
 * the next change of its source.
 */
public final class SourceSecrets {

  private final SecretKeys keys;

  SourceSecrets(SecretKeys keys) {
    this.keys = keys;
  }

  /**
   * Secrets under these keys: 32 bytes each in Base64, joined by commas. The first seals, all open;
   * with none, nothing can be sealed and only what is in the clear is read.
   *
   * @throws IllegalArgumentException with the number of the key that is wrong
   */
  public static SourceSecrets of(String keys) {
    return new SourceSecrets(SecretKeys.of(keys));
  }

  boolean canSeal() {
    return keys.sealingId() != null;
  }

  /** A sealed secret of that source without an end. */
  SourceSecret seal(Source source, String secret, Instant now) {
    SourceSecret made = SourceSecret.newBuilder().setCreatedAt(Timestamps.of(now)).build();
    return seal(source, made, ByteString.copyFromUtf8(secret));
  }

  /** The source with every secret sealed by the current key, as far as this instance can. */
  Source resealed(Source source) {
    Source.Builder resealed = source.toBuilder().clearSecrets();
    for (SourceSecret secret : source.getSecretsList()) {
      resealed.addSecrets(resealed(source, secret));
    }
    return resealed.build();
  }

  private SourceSecret resealed(Source source, SourceSecret secret) {
    if (!canSeal() || secret.getSealedBy().equals(keys.sealingId())) {
      return secret;
    }
    ByteString clear = open(source, secret);
    return clear == null ? secret : seal(source, secret, clear);
  }

  private SourceSecret seal(Source source, SourceSecret secret, ByteString clear) {
    SecretKeys.Sealed sealed = keys.seal(clear.toByteArray(), context(source));
    return secret.toBuilder()
        .clearValue()
        .setSealed(ByteString.copyFrom(sealed.bytes()))
        .setSealedBy(sealed.keyId())
        .build();
  }

  /** The secrets that hold at that time, in their order; null if one of them cannot be opened. */
  @Nullable List<Secret> open(Source source, Instant now) {
    List<Secret> opened = new ArrayList<>();
    for (SourceSecret secret : source.getSecretsList()) {
      Instant notAfter = end(secret);
      if (notAfter == null || !notAfter.isBefore(now)) {
        ByteString clear = open(source, secret);
        if (clear == null) {
          return null;
        }
        opened.add(new Secret(clear.toByteArray(), notAfter));
      }
    }
    return opened;
  }

  private @Nullable ByteString open(Source source, SourceSecret secret) {
    if (secret.getSealed().isEmpty()) {
      return secret.getValue();
    }
    byte[] clear =
        keys.open(
            new SecretKeys.Sealed(secret.getSealedBy(), secret.getSealed().toByteArray()),
            context(source));
    return clear == null ? null : ByteString.copyFrom(clear);
  }

  /** When a secret ends, null while it has no end. */
  static @Nullable Instant end(SourceSecret secret) {
    return secret.hasNotAfter() ? Timestamps.toInstant(secret.getNotAfter()) : null;
  }

  private static byte[] context(Source source) {
    return Keys.of(source.getTenant(), source.getSourceKey()).getBytes(StandardCharsets.UTF_8);
  }

  /** The ids of the keys alone. */
  @Override
  public String toString() {
    return keys.toString();
  }
}
