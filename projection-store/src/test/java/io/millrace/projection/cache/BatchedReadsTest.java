package io.millrace.projection.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.KeyValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class BatchedReadsTest {

  private final List<String[]> calls = new ArrayList<>();
  private final List<CompletableFuture<List<KeyValue<String, byte[]>>>> answers = new ArrayList<>();
  private final BatchedReads reads =
      new BatchedReads(
          keys -> {
            calls.add(keys);
            CompletableFuture<List<KeyValue<String, byte[]>>> answer = new CompletableFuture<>();
            answers.add(answer);
            return answer;
          });

  @Test
  void get_whileACallIsUnderWay_goesIntoTheNext() {
    CompletableFuture<byte[]> a = reads.get("a");
    CompletableFuture<byte[]> b = reads.get("b");
    CompletableFuture<byte[]> none = reads.get("none");
    assertThat(calls).containsExactly(new String[] {"a"});
    answer(0);
    assertThat(a).isCompletedWithValue(bytes("a"));
    assertThat(calls.get(1)).containsExactly("b", "none");
    answer(1);
    assertThat(b).isCompletedWithValue(bytes("b"));
    assertThat(none).isCompletedWithValue(null);
    assertThat(calls).hasSize(2);
  }

  @Test
  void get_whenItsCallFails_failsAndTheNextGoesOut() {
    CompletableFuture<byte[]> a = reads.get("a");
    CompletableFuture<byte[]> b = reads.get("b");
    answers.get(0).completeExceptionally(new IllegalStateException("away"));
    assertThat(a).isCompletedExceptionally();
    answer(1);
    assertThat(b).isCompletedWithValue(bytes("b"));
  }

  @Test
  void get_bounded() {
    for (int i = 0; i < 600; i++) {
      reads.get("key" + i);
    }
    answer(0);
    answer(1);
    answer(2);
    assertThat(calls.stream().map(keys -> keys.length)).startsWith(1, 256, 256);
  }

  private void answer(int call) {
    answers
        .get(call)
        .complete(
            Arrays.stream(calls.get(call))
                .map(
                    key ->
                        key.equals("none")
                            ? KeyValue.<String, byte[]>empty(key)
                            : KeyValue.just(key, bytes(key)))
                .toList());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
