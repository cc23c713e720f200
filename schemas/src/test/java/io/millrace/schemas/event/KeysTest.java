package io.millrace.schemas.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.Test;

class KeysTest {

  private static final String[] PIECES = {"/", "%", "%2F", "%25", "2F", "a", "ё", "😀", " ", ":"};

  private final Random random = new Random(20261120);

  @Test
  void of_readsWell() {
    assertThat(Keys.of("demo", "store-1", "2010-12-01T08:15:00Z"))
        .isEqualTo("demo/store-1/2010-12-01T08:15:00Z");
    assertThat(Keys.of("a/b", "50%")).isEqualTo("a%2Fb/50%25");
  }

  @Test
  void of_keepsPlaceOfEmptyId() {
    assertThat(Keys.of("demo", "", "x")).isEqualTo("demo//x");
    assertThat(Keys.split("demo//x")).containsExactly("demo", "", "x");
  }

  @Test
  void split_givesTheIdsBack() {
    for (int round = 0; round < 5_000; round++) {
      String[] ids = ids(1 + random.nextInt(4));
      assertThat(Keys.split(Keys.of(ids))).containsExactly(ids);
    }
  }

  @Test
  void of_givesDifferentKeys_forDifferentIds() {
    List<String[]> ids = Stream.generate(() -> ids(2)).limit(5_000).toList();
    long different = ids.stream().map(Arrays::asList).distinct().count();
    assertThat(ids.stream().map(Keys::of).distinct().count()).isEqualTo(different);
  }

  @Test
  void partition_isWhereTheFactsAre() {
    for (int round = 0; round < 5_000; round++) {
      String[] ids = ids(3);
      byte[] factKey = Keys.of(ids[0], ids[1]).getBytes(StandardCharsets.UTF_8);
      assertThat(Keys.partition(Keys.of(ids), 2, 6))
          .isEqualTo(BuiltInPartitioner.partitionForKey(factKey, 6));
    }
  }

  @Test
  void partition_takesTheWholeKey_whenItIsShort() {
    byte[] key = "demo/store".getBytes(StandardCharsets.UTF_8);
    int expected = BuiltInPartitioner.partitionForKey(key, 6);
    assertThat(Keys.partition("demo/store", 2, 6)).isEqualTo(expected);
    assertThat(Keys.partition("demo/store", 5, 6)).isEqualTo(expected);
  }

  private String[] ids(int count) {
    return Stream.generate(this::id).limit(count).toArray(String[]::new);
  }

  private String id() {
    return random
        .ints(random.nextInt(6), 0, PIECES.length)
        .mapToObj(i -> PIECES[i])
        .collect(Collectors.joining());
  }
}
