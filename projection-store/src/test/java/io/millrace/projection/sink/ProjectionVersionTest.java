package io.millrace.projection.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.topic.TopicSpec;
import io.millrace.schemas.topic.Topics;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class ProjectionVersionTest {

  private final Recorder recorder = new Recorder();

  @Test
  void topics_areOfTheVersion_whereATopologyMakesThem() {
    assertThat(version(2, true).topics())
        .containsExactly(Topics.SALES_RECEIPTS, Topics.PROJECTION_STOCK_LEVELS.version(2));
    assertThat(version(1, true).topics())
        .containsExactly(Topics.SALES_RECEIPTS, Topics.PROJECTION_STOCK_LEVELS);
  }

  @Test
  void row_seesTheTopicOfTheFirstVersion() {
    String row =
        version(2, true)
            .row(new ConsumerRecord<>("projection.stock-levels.v1-r2", 3, 7, null, new byte[] {1}));

    assertThat(row).isEqualTo("projection.stock-levels.v1-3@7");
  }

  @Test
  void writes_goToTheSchemaOfTheVersion() {
    assertThat(version(3, true).writes(List.of("row")))
        .containsExactly(
            new Write(
                "insert into some_levels_v3.level select from ensured($1) -- other_levels_v1.x",
                List.of("some_levels_v3.level", "some_levels_v1 is no table")));
    assertThat(version(1, true).writes(List.of("row"))).isEqualTo(recorder.writes(List.of()));
  }

  @Test
  void committed_isToldOfTheVersionThatReadersSee() {
    version(2, false).committed(List.of("unseen"), List.of());
    version(1, true).committed(List.of("seen"), List.of());

    assertThat(recorder.news).containsExactly("seen");
  }

  @Test
  void writes_ofAnUnseenVersion_announceNothing_andAreNoticedShouldItBeSeenByNow() {
    assertThat(version(2, false).writes(List.of("row"))).hasSize(1);
    recorder.cached = true;
    assertThat(version(2, true).writes(List.of("row"))).hasSize(1);
    assertThat(recorder.announced).containsExactly("row");

    List<Write> unseen = version(2, false).writes(List.of("row"));
    assertThat(unseen).hasSize(2);
    assertThat(unseen.get(1).sql()).contains("change_unseen_version");
    assertThat(unseen.get(1).arguments()).isEqualTo(List.of("some-levels", 2));
    assertThat(recorder.announced).hasSize(1);
  }

  private Projection<String> version(int version, boolean active) {
    return new ProjectionVersion<>(recorder, version, () -> active);
  }

  private static final class Recorder implements Projection<String> {

    private final List<String> news = new ArrayList<>();
    private final List<String> announced = new ArrayList<>();
    private boolean cached;

    @Override
    public boolean isCached() {
      return cached;
    }

    @Override
    public List<Write> announce(List<String> rows) {
      announced.addAll(rows);
      return List.of();
    }

    @Override
    public String name() {
      return "some-levels";
    }

    @Override
    public List<TopicSpec> topics() {
      return List.of(Topics.SALES_RECEIPTS, Topics.PROJECTION_STOCK_LEVELS);
    }

    @Override
    public String row(ConsumerRecord<byte[], byte[]> entry) {
      return entry.topic() + "-" + entry.partition() + "@" + entry.offset();
    }

    @Override
    public List<Write> writes(List<String> rows) {
      return List.of(
          new Write(
              "insert into some_levels_v1.level select from ensured($1) -- other_levels_v1.x",
              List.of("some_levels_v1.level", "some_levels_v1 is no table")));
    }

    @Override
    public void committed(List<String> rows) {
      news.addAll(rows);
    }
  }
}
