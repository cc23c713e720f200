package io.millrace.schemas.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.topic.Topics;
import java.io.IOException;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Compares the schemas with those of the last release. With {@code -Dschemas.release} it first
 * makes the current ones the release, unless they break; with {@code -Dschemas.release=breaking}
 * even then.
 */
class SchemaCompatibilityTest {

  private static final SchemaSet CURRENT = SchemaSet.of(Topics.ALL);

  @BeforeAll
  static void release() throws IOException {
    String release = System.getProperty("schemas.release");
    if (release == null) {
      return;
    }
    if (CommittedRelease.exists() && !release.equals("breaking")) {
      assertThat(BreakingChanges.between(CommittedRelease.read(), CURRENT))
          .as("breaking changes; release them with -Dschemas.release=breaking")
          .isEmpty();
    }
    CommittedRelease.write(CURRENT);
    for (GoldenPayload golden : GoldenPayload.all()) {
      if (!golden.released()) {
        golden.release();
      }
    }
  }

  @Test
  void between_findsNoBreak_sinceTheLastRelease() throws IOException {
    assertThat(BreakingChanges.between(CommittedRelease.read(), CURRENT)).isEmpty();
  }

  @Test
  void read_givesEveryTopicAndItsMessage() throws IOException {
    SchemaSet released = CommittedRelease.read();
    assertThat(released.topics()).containsKeys("sales.receipts.v1", "webhooks.received.v1");
    for (String value : Set.copyOf(released.topics().values())) {
      if (!value.equals(SchemaSet.RAW)) {
        assertThat(released.messages()).containsKey(value);
      }
    }
  }
}
