package io.millrace.ingest.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ingest.event.Event;
import io.millrace.ingest.event.EventKind;
import io.millrace.ingest.http.Problem;
import io.millrace.ingest.intake.Taken;
import io.millrace.schemas.config.v1.Source;
import io.millrace.schemas.event.Position;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DeliveryHistoryTest {

  private static final Instant NOW = Instant.parse("2030-01-01T10:00:00Z");
  private static final Source GITHUB = source("demo", "gh");
  private static final SourceId ID = new SourceId("demo", "gh");
  private static final List<Outcome> ALL = List.of(Outcome.values());
  private static final Problem MISMATCH =
      Problem.unauthorized("signature-mismatch", "the signature does not match");

  private final InMemoryDeliveryStore store = new InMemoryDeliveryStore();
  private final DeliveryHistory history = new DeliveryHistory(store);

  @Test
  void newest_tellsWhatCameAndWhy() throws Exception {
    history.accepted(
        GITHUB, "push", InetAddress.getByName("203.0.113.9"), true, event("d-1", 0), position(7));
    history.refused(GITHUB, MISMATCH, NOW.plusMillis(5), null, null, -1, null);

    List<JsonNode> found = newest(ALL, 10);
    assertThat(found.get(0))
        .isEqualTo(
            JsonMapper.shared()
                .readTree(
                    """
                    {"time":"2030-01-01T10:00:00.005Z","id":null,"status":401,
                     "reason":{"code":"signature-mismatch","detail":"the signature does not match"},
                     "type":null,"bytes":null,"address":null,"position":null,"duplicate":false,"oldSecret":false}"""));
    assertThat(found.get(1))
        .isEqualTo(
            JsonMapper.shared()
                .readTree(
                    """
                    {"time":"2030-01-01T10:00:00Z","id":"d-1","status":202,"reason":null,
                     "type":"push","bytes":2,"address":"203.0.113.9",
                     "position":"webhooks.received.v1-0@7","duplicate":false,"oldSecret":true}"""));
  }

  @Test
  void newest_keepsRefusalsHoweverManyWereAccepted() {
    history.refused(GITHUB, MISMATCH, NOW, "r", null, 1, null);
    for (int i = 1; i <= 1_000; i++) {
      accept(GITHUB, "a-" + i, i);
    }

    assertThat(ids(newest(ALL, 500))).hasSize(51).startsWith("a-1000", "a-999").endsWith("r");
    assertThat(ids(newest(List.of(Outcome.REFUSED), 500))).containsExactly("r");
    assertThat(ids(newest(ALL, 2))).containsExactly("a-1000", "a-999");
  }

  @Test
  void newest_joinsWhatIsStoredAndWhatIsNotYet() {
    accept(GITHUB, "a", 1);
    history.flush();
    accept(GITHUB, "b", 2);
    DeliveryHistory other = new DeliveryHistory(store);
    other.refused(GITHUB, MISMATCH, NOW.plusMillis(3), "c", null, 1, null);
    other.flush();

    assertThat(ids(newest(ALL, 10))).containsExactly("c", "b", "a");
    assertThat(Objects.requireNonNull(other.newest(ID, ALL, 10).block()).everywhere()).isTrue();
    assertThat(stored(Outcome.ACCEPTED)).containsExactly("a");
  }

  @Test
  void newest_isThisInstancesWhileTheStoreIsAway() {
    accept(GITHUB, "a", 1);
    history.flush();
    store.away = true;
    accept(GITHUB, "b", 2);
    history.flush();

    DeliveryHistory.Found found = Objects.requireNonNull(history.newest(ID, ALL, 10).block());
    assertThat(found.everywhere()).isFalse();
    assertThat(ids(newest(ALL, 10))).containsExactly("b", "a");
    store.away = false;
    history.flush();
    history.flush();
    assertThat(stored(Outcome.ACCEPTED)).containsExactly("b", "a");
  }

  @Test
  void newest_countsOnceWhatWasStoredWithoutAnAnswer() {
    store.silent = true;
    accept(GITHUB, "a", 1);
    history.flush();
    store.silent = false;
    history.flush();

    assertThat(stored(Outcome.ACCEPTED)).containsExactly("a", "a");
    assertThat(ids(newest(ALL, 10))).containsExactly("a");
  }

  @Test
  void newest_showsNothingOfAnotherTenantsSourceOfTheSameKey() {
    accept(GITHUB, "a", 1);
    accept(source("acme", "gh"), "b", 2);

    assertThat(newest(ALL, 10)).isEmpty();
    DeliveryHistory.Found acme =
        Objects.requireNonNull(history.newest(new SourceId("acme", "gh"), ALL, 10).block());
    assertThat(acme.entries()).hasSize(1);
  }

  @Test
  void flush_forgetsTheSourcesThatWereQuietLongest() {
    store.away = true;
    for (int i = 0; i < 3 * DeliveryHistory.MOST_SOURCES; i++) {
      accept(source("demo", "s-" + i), "d", i);
    }
    assertThat(history.sources()).isEqualTo(2 * DeliveryHistory.MOST_SOURCES);
    history.flush();

    assertThat(history.sources()).isEqualTo(DeliveryHistory.MOST_SOURCES);
    accept(source("demo", "new"), "d", 0);
    assertThat(history.sources()).isEqualTo(DeliveryHistory.MOST_SOURCES + 1);
  }

  @Test
  void lastUses_isTheLatestOfAllInstances() {
    history.accepted(GITHUB, "t", null, true, event("a", 5), position(1));
    history.accepted(GITHUB, "t", null, false, event("b", 9), position(2));
    assertThat(lastUses(history)).isEqualTo(Map.of("gh", NOW.plusMillis(5)));
    history.flush();

    DeliveryHistory other = new DeliveryHistory(store);
    assertThat(lastUses(other)).isEqualTo(Map.of("gh", NOW.plusMillis(5)));
    store.away = true;
    assertThat(lastUses(other)).isEmpty();
    assertThat(lastUses(history)).isEqualTo(Map.of("gh", NOW.plusMillis(5)));
  }

  private static Map<String, Instant> lastUses(DeliveryHistory history) {
    return Objects.requireNonNull(history.lastUses("demo", List.of("gh", "gl")).block());
  }

  private void accept(Source source, String id, int millis) {
    history.accepted(source, "t", null, false, event(id, millis), position(millis));
  }

  private List<JsonNode> newest(List<Outcome> outcomes, int limit) {
    return Objects.requireNonNull(history.newest(ID, outcomes, limit).block()).entries().stream()
        .map(entry -> JsonMapper.shared().readTree(entry.json()))
        .toList();
  }

  private List<String> stored(Outcome outcome) {
    return ids(
        store.entries.get(ID.key() + outcome).stream()
            .map(entry -> Objects.requireNonNull(Entry.parse(entry.text())))
            .map(entry -> JsonMapper.shared().readTree(entry.json()))
            .toList());
  }

  private static List<String> ids(List<JsonNode> found) {
    return found.stream().map(node -> node.get("id").stringValue()).toList();
  }

  private static Taken position(long offset) {
    return new Taken(new Position("webhooks.received.v1", 0, offset), false);
  }

  private static Event event(String id, int millis) {
    return new Event(
        EventKind.WEBHOOK,
        id,
        "demo/gh",
        new ProducerRecord<>(
            "webhooks.received.v1",
            null,
            NOW.plusMillis(millis).toEpochMilli(),
            new byte[0],
            new byte[2]));
  }

  private static Source source(String tenant, String sourceKey) {
    return Source.newBuilder().setTenant(tenant).setSourceKey(sourceKey).build();
  }
}
