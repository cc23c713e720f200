package io.millrace.streams.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.config.v1.ProjectionVersions;
import io.millrace.schemas.topic.TopicSpec;
import io.millrace.schemas.topic.Topics;
import io.millrace.streams.projection.ProjectionTopology;
import io.millrace.streams.sales.SalesTopology;
import io.millrace.streams.stock.StockLevelsTopology;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.Topology;
import org.junit.jupiter.api.Test;

class TopologyPlanTest {

  private static final String HOURS = Topics.PROJECTION_SALES_BY_HOUR.name();
  private static final String LEVELS = Topics.PROJECTION_STOCK_LEVELS.name();

  private final TopologyPlan plan =
      new TopologyPlan(List.of(SalesTopology.byHour(), new StockLevelsTopology()));

  @Test
  void running_isTheFirstVersion_ofWhatNobodyRebuilt() {
    assertThat(plan.running(List.of()))
        .extracting(TopologyVersion::name)
        .containsExactly("millrace-sales-by-hour", "millrace-stock-levels");
    assertThat(plan.running(List.of()))
        .allSatisfy(
            version -> {
              assertThat(version.outputs()).isEmpty();
              assertThat(version.serving()).isTrue();
            });
  }

  @Test
  void running_hasEveryVersionWithTopicsOfItsOwn() {
    List<TopologyVersion> running = plan.running(List.of(versions(HOURS, 2, 3, 1)));

    assertThat(running)
        .extracting(TopologyVersion::name)
        .containsExactly(
            "millrace-sales-by-hour",
            "millrace-sales-by-hour-v2",
            "millrace-sales-by-hour-v3",
            "millrace-stock-levels");
    assertThat(running)
        .extracting(TopologyVersion::serving)
        .containsExactly(false, true, false, true);
    assertThat(running.get(0).outputs()).isEmpty();
    assertThat(running.get(1).outputs()).isEqualTo(Map.of(HOURS, HOURS + "-r2"));
  }

  @Test
  void running_leavesOutTheFirstVersion_onceItIsRetired() {
    assertThat(plan.running(List.of(versions(HOURS, 2, 0, 0))))
        .extracting(TopologyVersion::name)
        .containsExactly("millrace-sales-by-hour-v2", "millrace-stock-levels");
  }

  @Test
  void running_keepsTheFirstVersion_thatAnotherTopologyReads() {
    TopologyPlan chained =
        new TopologyPlan(
            List.of(new StockLevelsTopology(), new Reader(Topics.PROJECTION_STOCK_LEVELS)));

    assertThat(chained.running(List.of(versions(LEVELS, 2, 0, 0))))
        .extracting(TopologyVersion::name)
        .containsExactly("millrace-stock-levels", "millrace-stock-levels-v2", "reader");
  }

  @Test
  void applications_areSharedByFirstVersionsThatReadTheSame() {
    List<Application> all = applications(versions(HOURS, 1, 2, 0));

    assertThat(all)
        .extracting(Application::id)
        .containsExactly("millrace-receipts", "millrace-sales-by-hour-v2");
    assertThat(all.get(0).names())
        .containsExactly("millrace-sales-by-hour", "millrace-stock-levels");
    assertThat(all.get(0).get().describe().subtopologies()).hasSize(1);
    assertThat(all.get(0).outputs()).isEmpty();
    assertThat(all.get(1).outputs()).isEqualTo(Map.of(HOURS, HOURS + "-r2"));
  }

  @Test
  void application_knowsWhoLeftIt() {
    Application left = applications(versions(HOURS, 2, 0, 0)).get(0);

    assertThat(left.names()).containsExactly("millrace-stock-levels");
    assertThat(left.left())
        .extracting(ProjectionTopology::applicationId)
        .containsExactly("millrace-sales-by-hour");
    assertThat(left.get().describe().subtopologies()).hasSize(1);
  }

  @Test
  void internalTopics_areThoseOfTheIdAndOfNoLaterVersion() {
    assertThat("millrace-stock-levels-rows-changelog")
        .matches(InternalTopics.own("millrace-stock-levels"));
    assertThat("millrace-stock-levels-v2-rows-changelog")
        .doesNotMatch(InternalTopics.own("millrace-stock-levels"))
        .matches(InternalTopics.own("millrace-stock-levels-v2"));
    assertThat("millrace-stock-levels-rows")
        .doesNotMatch(InternalTopics.own("millrace-stock-levels"));
  }

  private List<Application> applications(ProjectionVersions versions) {
    return Application.of(plan.running(List.of(versions)), plan.topologies());
  }

  private static ProjectionVersions versions(String topic, int active, int building, int previous) {
    return ProjectionVersions.newBuilder()
        .setName("any")
        .setActive(active)
        .setBuilding(building)
        .setPrevious(previous)
        .addTopics(topic)
        .build();
  }

  private record Reader(TopicSpec input) implements ProjectionTopology {

    @Override
    public String applicationId() {
      return "reader";
    }

    @Override
    public Topology get() {
      return new Topology().addSource("in", input.name());
    }
  }
}
