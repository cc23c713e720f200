package io.millrace.ops.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.millrace.schemas.config.v1.ApiKey;
import io.millrace.schemas.config.v1.Source;
import io.millrace.schemas.config.v1.SourceSecret;
import io.millrace.schemas.topic.TopicSpec;
import io.millrace.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class RecordJsonTest {

  private static final ByteString SECRET = ByteString.copyFromUtf8("s3cret");

  @Test
  void value_hidesSecretsOfSources() {
    Source source =
        Source.newBuilder()
            .setSourceKey("till")
            .addSecrets(SourceSecret.newBuilder().setValue(SECRET))
            .addSecrets(SourceSecret.newBuilder().setSealed(SECRET).setSealedBy("0a1b2c3d"))
            .addSecrets(
                SourceSecret.newBuilder()
                    .setValue(SECRET)
                    .setNotAfter(Timestamp.newBuilder().setSeconds(1)))
            .build();

    assertThat(value(Topics.CONFIG_SOURCES, source.toByteArray()))
        .isEqualTo(
            """
            {"sourceKey":"till","secrets":[{"value":"***"},\
            {"sealed":"***","sealedBy":"0a1b2c3d"},\
            {"value":"***","notAfter":"1970-01-01T00:00:01Z"}]}""");
  }

  @Test
  void value_hidesHashesOfKeys() {
    ApiKey key = ApiKey.newBuilder().setKeyId("key_1").setSha256(SECRET).build();

    assertThat(value(Topics.CONFIG_KEYS, key.toByteArray()))
        .isEqualTo("{\"keyId\":\"key_1\",\"sha256\":\"***\"}");
    assertThat(value(Topics.CONFIG_KEYS.deadLetters(), key.toByteArray())).contains("***");
  }

  @Test
  void value_hidesBytesThatMayHoldSecrets() {
    byte[] broken = "{s3cret".getBytes(StandardCharsets.UTF_8);

    assertThat(value(Topics.CONFIG_KEYS, broken)).contains("\"***\"").doesNotContain("s3cret");
    assertThat(value(Topics.SALES_RECEIPTS, broken)).contains("s3cret");
  }

  private static String value(TopicSpec topic, byte[] value) {
    return RecordJson.value(new ConsumerRecord<>(topic.name(), 0, 0, new byte[0], value))
        .toString();
  }
}
