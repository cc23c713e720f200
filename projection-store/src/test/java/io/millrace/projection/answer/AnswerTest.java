package io.millrace.projection.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.ai.AiKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AnswerTest {

  private final Answer answer = new Answer("t/q");

  @Test
  void place_goesOnAfterTheEntryItsReaderHad() {
    take("1-0", "1-1", "2-0");
    assertThat(rest(answer.new Place("1-0", false))).containsExactly("1-1", "2-0");
    assertThat(rest(answer.new Place("2-0", false))).isEmpty();
    assertThat(rest(answer.new Place(null, false))).containsExactly("1-0", "1-1", "2-0");
  }

  @Test
  void place_whoseEntryIsGone_beginsAgainAndSaysSo() {
    take("5-0", "7-0");
    assertThat(rest(answer.new Place("6-0", false))).containsExactly("restart", "5-0", "7-0");
    assertThat(rest(answer.new Place("9-0", false))).containsExactly("restart", "5-0", "7-0");
    assertThat(rest(answer.new Place("4-0", false))).containsExactly("restart", "5-0", "7-0");
    assertThat(rest(answer.new Place("6-0", true))).containsExactly("restart", "5-0", "7-0");
  }

  @Test
  void place_afterAnEarlierAnswer_beginsWithoutRestart() {
    take("10-0", "11-0");
    assertThat(rest(answer.new Place("9-7", true))).containsExactly("10-0", "11-0");
    assertThat(rest(answer.new Place("stored-1f-end", true))).containsExactly("10-0", "11-0");
  }

  @Test
  void append_takesWhatIsNewOnly() {
    take("1-0");
    answer.append(entries("1-0", "2-0"), "2-0");
    answer.append(entries("2-0"), "2-0");
    assertThat(rest(answer.new Place(null, false))).containsExactly("1-0", "2-0");
    assertThat(answer.reached()).isEqualTo("2-0");
  }

  @Test
  void doubt_thatWasNoLoss_goesOn() {
    take("1-0", "2-0");
    Answer.Place place = answer.new Place(null, false);
    assertThat(rest(place)).hasSize(2);
    answer.doubt();
    answer.append(entries("9-0"), "9-0");
    assertThat(rest(place)).isEmpty();
    take("1-0", "2-0", "3-0");
    assertThat(rest(place)).containsExactly("3-0");
  }

  @Test
  void doubt_thatWasALoss_beginsAgain() {
    take("1-0", "2-0");
    Answer.Place place = answer.new Place(null, false);
    Answer.Place fresh = answer.new Place(null, false);
    assertThat(rest(place)).hasSize(2);
    answer.doubt();
    take();
    assertThat(rest(place)).isEmpty();
    answer.append(entries("3-0"), "3-0");
    assertThat(rest(place)).containsExactly("restart", "3-0");
    assertThat(rest(fresh)).containsExactly("3-0");
  }

  @Test
  void storedEnd_replacesHalfAnAnswer_andNothingComesAfterAnEnd() {
    take("1-0");
    Answer.Place place = answer.new Place(null, false);
    assertThat(rest(place)).containsExactly("1-0");
    answer.end(List.of(new Entry("stored-1-end", AiKeys.DONE, "{}")));
    assertThat(place.isOver()).isFalse();
    assertThat(rest(place)).containsExactly("restart", "stored-1-end");
    assertThat(place.isOver()).isTrue();
    answer.append(entries("2-0"), "2-0");
    answer.end(entries("3-0"));
    assertThat(rest(place)).isEmpty();
  }

  @Test
  void isBefore_comparesIdsAsNumbers() {
    assertThat(Entry.isBefore("9-10", "10-0")).isTrue();
    assertThat(Entry.isBefore("10-9", "10-10")).isTrue();
    assertThat(Entry.isBefore("10-10", "10-10")).isFalse();
    assertThat(Entry.isBefore("10-10", "10-9")).isFalse();
    assertThat(Entry.isBefore("stored-x", "0-1")).isTrue();
    assertThat(Entry.isBefore("1-0", "stored-x")).isFalse();
  }

  private void take(String... ids) {
    answer.take(entries(ids), ids.length == 0 ? null : ids[ids.length - 1]);
  }

  private static List<Entry> entries(String... ids) {
    return Stream.of(ids).map(id -> new Entry(id, AiKeys.TOKEN, "x")).toList();
  }

  private static List<String> rest(Answer.Place place) {
    List<String> ids = new ArrayList<>();
    for (Entry entry = place.next(); entry != null; entry = place.next()) {
      ids.add(entry.isRestart() ? "restart" : entry.id());
    }
    return ids;
  }
}
