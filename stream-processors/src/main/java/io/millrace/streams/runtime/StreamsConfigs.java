package io.millrace.streams.runtime;

import io.millrace.schemas.kafka.ClientDefaults;
import io.millrace.streams.deadletter.DeadLetterConfig;
import io.millrace.streams.projection.FactMeter;
import io.millrace.streams.projection.Grace;
import io.millrace.streams.projection.Place;
import io.millrace.streams.projection.SharedTopology;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.kafka.streams.StreamsConfig;

/** The configuration one application runs with. */
final class StreamsConfigs {

  private StreamsConfigs() {}

  /** The folder of this instance's state. */
  static Path stateDir(StreamsSettings settings) {
    return settings.stateDir().resolve(settings.instance()).toAbsolutePath();
  }

  static Properties of(Application application, StreamsSettings settings, FactMeters meters) {
    Properties config = new Properties();
    config.putAll(ClientDefaults.streams(settings.bootstrapServers()));
    config.putAll(DeadLetterConfig.handlers());
    for (TopologyVersion part : application.parts()) {
      Place place = part.shared().map(SharedTopology::place).orElse(Place.ALONE);
      config.put(FactMeter.config(place), meters.of(part.name()));
      part.shared()
          .ifPresent(shared -> config.put(FactMeter.topics(place), shared.projection().topics()));
    }
    config.putAll(OutputVersion.config(application.outputs()));
    config.put(Grace.CONFIG, settings.grace());
    config.put(StreamsConfig.APPLICATION_ID_CONFIG, application.id());
    config.put(StreamsConfig.STATE_DIR_CONFIG, stateDir(settings).toString());
    config.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, settings.threads());
    config.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, settings.standbys());
    config.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0L);
    config.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, RocksDbMemory.class);
    config.put(RocksDbMemory.BYTES, settings.rocksdbMemory().toBytes());
    config.put(StreamsConfig.ENABLE_METRICS_PUSH_CONFIG, false);
    return config;
  }
}
