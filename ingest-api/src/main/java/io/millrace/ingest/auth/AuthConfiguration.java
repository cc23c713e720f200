package io.millrace.ingest.auth;

import io.millrace.ingest.kafka.KafkaSettings;
import io.millrace.schemas.config.v1.ApiKey;
import io.millrace.schemas.kafka.ClientDefaults;
import io.millrace.schemas.kafka.CompactedTable;
import io.millrace.schemas.kafka.ProtoSerde;
import io.millrace.schemas.topic.Topics;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class AuthConfiguration {

  @Bean
  ApiKeys apiKeys() {
    return new ApiKeys();
  }

  @Bean(initMethod = "start", destroyMethod = "close")
  CompactedTable<ApiKey> keyTable(KafkaSettings kafka, ApiKeys keys) {
    return new CompactedTable<>(
        Topics.CONFIG_KEYS,
        ProtoSerde.of(ApiKey.getDefaultInstance()),
        ClientDefaults.consumer(kafka.bootstrapServers()),
        keys::apply);
  }

  @Bean
  Authenticator authenticator(ApiKeys keys, CompactedTable<ApiKey> keyTable) {
    return new Authenticator(keys, keyTable::caughtUp);
  }
}
