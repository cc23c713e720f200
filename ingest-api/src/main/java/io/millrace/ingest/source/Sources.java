package io.millrace.ingest.source;

import io.millrace.ingest.http.Problem;
import io.millrace.schemas.config.v1.Source;
import io.millrace.schemas.event.Keys;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The webhook sources in force. One thread applies changes, any may look. */
public final class Sources {

  private final Map<String, ConfiguredSource> byKey = new ConcurrentHashMap<>();
  private final SourceSecrets secrets;
  private final Clock clock;
  private volatile BooleanSupplier caughtUp = () -> false;

  Sources(SourceSecrets secrets, Clock clock) {
    this.secrets = secrets;
    this.clock = clock;
  }

  /** Takes a record of the sources' topic; null deletes. */
  void apply(String key, @Nullable Source source) {
    String sourceKey = Keys.split(key).get(0);
    if (source == null) {
      byKey.remove(sourceKey);
    } else {
      byKey.put(sourceKey, ConfiguredSource.of(source, secrets, clock.instant()));
    }
  }

  void readiness(BooleanSupplier caughtUp) {
    this.caughtUp = caughtUp;
  }

  /**
   * The source of that key, null if there is none.
   *
   * @throws io.millrace.ingest.http.Refusal 503 while the sources are not read yet
   */
  public @Nullable ConfiguredSource find(String sourceKey) {
    if (!caughtUp.getAsBoolean()) {
      throw Problem.unavailable("not-ready", "the sources are being read", Duration.ofSeconds(1))
          .refusal();
    }
    return byKey.get(sourceKey);
  }

  /**
   * The source of that key if it is that tenant's.
   *
   * @throws io.millrace.ingest.http.Refusal 404 if it is not, 503 while the sources are not read
   */
  public ConfiguredSource ofTenant(String tenant, String sourceKey) {
    ConfiguredSource source = find(sourceKey);
    if (source == null || !source.config().getTenant().equals(tenant)) {
      throw new Problem(404, "unknown-source", "there is no such source").refusal();
    }
    return source;
  }

  List<ConfiguredSource> ofTenant(String tenant) {
    return byKey.values().stream()
        .filter(source -> source.config().getTenant().equals(tenant))
        .sorted(Comparator.comparing(source -> source.config().getSourceKey()))
        .toList();
  }
}
