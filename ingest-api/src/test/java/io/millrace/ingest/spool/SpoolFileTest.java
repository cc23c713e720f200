package io.millrace.ingest.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.h2.mvstore.MVStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolFileTest {

  @TempDir private Path folder;

  @Test
  void open_findsWhatWasSyncedInOrder() {
    try (SpoolFile file = open()) {
      for (int i = 0; i < 1_000; i++) {
        file.add(record(i));
      }
      file.sync();
      file.handing(500);
      for (long i = 0; i < 10; i++) {
        file.remove(i);
      }
    }

    try (SpoolFile file = open()) {
      assertThat(numbers(file)).hasSize(990).isSorted();
      assertThat(file.size()).isEqualTo(990);
      assertThat(file.bytes()).isEqualTo(990L * record(0).length);
      assertThat(file.handed()).isEqualTo(500);
      assertThat(file.get(10)).isEqualTo(record(10));
    }
  }

  @Test
  void add_neverUsesNumberTwiceThatKafkaMayHaveBeenGiven() {
    try (SpoolFile file = open()) {
      file.add(record(0));
      file.handing(1_000);
      file.remove(0);
    }

    try (SpoolFile file = open()) {
      file.add(record(1));
      assertThat(numbers(file)).containsExactly(1_000L);
    }
  }

  @Test
  void refuse_setsAside() {
    try (SpoolFile file = open()) {
      file.add(record(0));
      file.add(record(1));
      file.sync();
      file.refuse(0);
    }

    try (SpoolFile file = open()) {
      assertThat(numbers(file)).containsExactly(1L);
      assertThat(file.refused()).isEqualTo(1);
    }
  }

  @Test
  void open_refusesWhatIsNoSpoolAndLeavesItAsItIs() throws IOException {
    byte[] foreign = new byte[10_000];
    new Random(1).nextBytes(foreign);
    Files.write(path(), foreign);

    assertThatIllegalStateException()
        .isThrownBy(this::open)
        .withMessageContaining("INGEST_SPOOL_DIR")
        .withMessageContaining("left as it is");
    assertThat(Files.readAllBytes(path())).isEqualTo(foreign);
  }

  @Test
  void open_refusesStoreOfAnotherProgram() {
    try (MVStore other = MVStore.open(path().toString())) {
      other.openMap("something").put("a", "b");
      other.commit();
    }

    assertThatIllegalStateException().isThrownBy(this::open).withMessageContaining("format");
    try (MVStore other = MVStore.open(path().toString())) {
      assertThat(other.openMap("something")).containsEntry("a", "b");
    }
  }

  @Test
  void open_refusesDamagedFile() throws IOException {
    try (SpoolFile file = open()) {
      file.add(record(1));
      file.sync();
    }
    byte[] bytes = Files.readAllBytes(path());
    Arrays.fill(bytes, 0, bytes.length, (byte) 7);
    Files.write(path(), bytes);

    assertThatIllegalStateException().isThrownBy(this::open);
  }

  @Test
  void open_refusesSecondOwner() {
    try (SpoolFile file = open()) {
      file.sync();
      assertThatIllegalStateException().isThrownBy(this::open).withMessageContaining("in use");
    }
  }

  private static List<Long> numbers(SpoolFile file) {
    List<Long> numbers = new ArrayList<>();
    file.from(0).forEachRemaining(numbers::add);
    return numbers;
  }

  private static byte[] record(int number) {
    return RecordCodec.encode(
        new ProducerRecord<>("topic", null, (long) number, new byte[] {1}, new byte[100]));
  }

  private SpoolFile open() {
    return SpoolFile.open(path());
  }

  private Path path() {
    return folder.resolve("events.spool");
  }
}
