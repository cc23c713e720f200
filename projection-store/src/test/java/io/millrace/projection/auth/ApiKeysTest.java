package io.millrace.projection.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.millrace.projection.kafka.KafkaSettings;
import io.millrace.schemas.config.v1.ApiKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.junit.jupiter.api.Test;

class ApiKeysTest {

  private final ApiKeys keys = new ApiKeys(new KafkaSettings("localhost:1"));

  @Test
  void apply_revokesAndReplaces() throws NoSuchAlgorithmException {
    keys.apply("one", key("a", "secret"));
    assertThat(keys.find(ApiKeys.digest("secret"))).extracting(Caller::tenant).isEqualTo("a");
    keys.apply("one", key("a", "changed"));
    assertThat(keys.find(ApiKeys.digest("secret"))).isNull();
    assertThat(keys.find(ApiKeys.digest("changed"))).isNotNull();
    keys.apply("one", null);
    assertThat(keys.find(ApiKeys.digest("changed"))).isNull();
  }

  @Test
  void apply_leavesAHashToTheKeyThatOwnsItNow() throws NoSuchAlgorithmException {
    keys.apply("one", key("a", "secret"));
    keys.apply("two", key("b", "secret"));
    keys.apply("one", null);
    assertThat(keys.find(ApiKeys.digest("secret"))).extracting(Caller::tenant).isEqualTo("b");
    keys.apply("three", key("c", "secret"));
    keys.apply("two", key("b", "other"));
    assertThat(keys.find(ApiKeys.digest("secret"))).extracting(Caller::tenant).isEqualTo("c");
  }

  private static ApiKey key(String tenant, String secret) throws NoSuchAlgorithmException {
    byte[] hash =
        MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
    return ApiKey.newBuilder()
        .setTenant(tenant)
        .setSha256(ByteString.copyFrom(hash))
        .addScopes("read")
        .build();
  }
}
