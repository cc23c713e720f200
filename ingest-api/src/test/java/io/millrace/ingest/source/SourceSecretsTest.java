package io.millrace.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.millrace.ingest.signature.Secret;
import io.millrace.schemas.config.v1.Source;
import io.millrace.schemas.config.v1.SourceSecret;
import io.millrace.schemas.event.Timestamps;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class SourceSecretsTest {

  private static final Instant NOW = Instant.parse("2030-01-01T10:00:00Z");
  private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);
  private static final Source GITHUB = source("demo", "gh");

  private final SourceSecrets secrets = SourceSecrets.of(KEY);

  @Test
  void open_refusesASecretMovedToAnotherSourceOrTenant() {
    SourceSecret sealed = secrets.seal(GITHUB, "s3cret", NOW);

    assertThat(opened(GITHUB, sealed)).containsExactly("s3cret");
    assertThat(secrets.open(with(source("demo", "gl"), sealed), NOW)).isNull();
    assertThat(secrets.open(with(source("acme", "gh"), sealed), NOW)).isNull();
    assertThat(SourceSecrets.of("").open(with(GITHUB, sealed), NOW)).isNull();
  }

  @Test
  void open_takesWhatIsInTheClearAndLeavesOutWhatIsOver() {
    SourceSecret clear = clear("old");
    SourceSecret over =
        SourceSecret.newBuilder()
            .setSealed(ByteString.copyFromUtf8("nobody can open this"))
            .setNotAfter(Timestamps.of(NOW.minusMillis(1)))
            .build();

    assertThat(opened(GITHUB, secrets.seal(GITHUB, "new", NOW), clear, over))
        .containsExactly("new", "old");
  }

  @Test
  void resealed_sealsWhatWasInTheClearAndWhatAnotherKeySealed() {
    byte[] other = new byte[32];
    other[0] = 1;
    SourceSecrets next = SourceSecrets.of(Base64.getEncoder().encodeToString(other) + "," + KEY);
    SourceSecret ending =
        secrets.seal(GITHUB, "b", NOW).toBuilder().setNotAfter(Timestamps.of(NOW)).build();
    Source before = with(GITHUB, clear("a"), ending);
    Source after = next.resealed(before);

    assertThat(after.getSecretsList())
        .allMatch(secret -> secret.getValue().isEmpty() && !secret.getSealed().isEmpty())
        .extracting(SourceSecret::getSealedBy)
        .containsOnly(next.seal(GITHUB, "x", NOW).getSealedBy());
    assertThat(after.getSecrets(1).getNotAfter()).isEqualTo(ending.getNotAfter());
    assertThat(next.open(after, NOW)).extracting(SourceSecretsTest::text).containsExactly("a", "b");
    assertThat(next.resealed(after)).isEqualTo(after);
    assertThat(SourceSecrets.of("").resealed(before)).isEqualTo(before);
  }

  @Test
  void resealed_keepsWhatItCannotOpen() {
    Source foreign = with(GITHUB, SourceSecrets.of(KEY).seal(source("x", "y"), "s", NOW));
    byte[] other = new byte[32];
    other[0] = 1;

    assertThat(SourceSecrets.of(Base64.getEncoder().encodeToString(other)).resealed(foreign))
        .isEqualTo(foreign);
  }

  private List<String> opened(Source source, SourceSecret... all) {
    List<Secret> opened = secrets.open(with(source, all), NOW);
    assertThat(opened).isNotNull();
    return opened.stream().map(SourceSecretsTest::text).toList();
  }

  private static String text(Secret secret) {
    return ByteString.copyFrom(secret.value()).toStringUtf8();
  }

  private static SourceSecret clear(String value) {
    return SourceSecret.newBuilder().setValue(ByteString.copyFromUtf8(value)).build();
  }

  private static Source with(Source source, SourceSecret... secrets) {
    return source.toBuilder().addAllSecrets(List.of(secrets)).build();
  }

  private static Source source(String tenant, String sourceKey) {
    return Source.newBuilder().setTenant(tenant).setSourceKey(sourceKey).build();
  }
}
