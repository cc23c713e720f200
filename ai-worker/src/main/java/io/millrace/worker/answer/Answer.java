package io.millrace.worker.answer;

import io.millrace.worker.completion.Chunk;
import org.jspecify.annotations.Nullable;

/** An answer as it grows. */
final class Answer {

  private final StringBuilder text = new StringBuilder();
  private Chunk.@Nullable End end;

  void add(Chunk chunk) {
    if (chunk instanceof Chunk.Text piece) {
      text.append(piece.text());
    } else if (chunk instanceof Chunk.End last) {
      end = last;
    }
  }

  String text() {
    return text.toString();
  }

  /** How it ended; null while it has not. */
  Chunk.@Nullable End end() {
    return end;
  }
}
