package io.millrace.worker.answer;

import io.millrace.schemas.ai.v1.AiStatus;
import io.millrace.worker.completion.Chunk;
import io.millrace.worker.completion.Spent;
import io.millrace.worker.lease.Ending.End;
import org.jspecify.annotations.Nullable;

/**
 * How the work on a request ended.
 *
 * @param end as what it is counted
 * @param answer null unless it was answered
 * @param attempts calls made
 * @param errorCode stable; empty unless it failed
 * @param errorMessage a sentence; empty unless it failed
 * @param spent what that took, over all attempts
 */
record Outcome(
    End end,
    @Nullable Answer answer,
    int attempts,
    String errorCode,
    String errorMessage,
    Spent spent) {

  static final String DEADLINE_EXCEEDED = "deadline-exceeded";
  static final String INVALID_REQUEST = "invalid-request";
  static final String ANSWER_TOO_LARGE = "answer-too-large";
  static final String REQUEST_TOO_LARGE = "request-too-large";
  static final String CRASH_LOOP = "crash-loop";
  static final String INTERNAL_ERROR = "internal-error";

  static Outcome answered(int attempts, Answer answer) {
    Chunk.End end = answer.end();
    boolean fallback = end != null && end.fallback();
    return new Outcome(
        fallback ? End.FALLBACK : End.COMPLETED, answer, attempts, "", "", Spent.NOTHING);
  }

  static Outcome cancelled(int attempts) {
    return new Outcome(End.CANCELLED, null, attempts, "", "", Spent.NOTHING);
  }

  static Outcome expired(int attempts, String message) {
    return new Outcome(End.EXPIRED, null, attempts, DEADLINE_EXCEEDED, message, Spent.NOTHING);
  }

  static Outcome failed(int attempts, String code, String message) {
    return new Outcome(End.FAILED, null, attempts, code, message, Spent.NOTHING);
  }

  /** For what is a dead letter too. */
  static Outcome dead(int attempts, String code, String message) {
    return new Outcome(End.DEAD, null, attempts, code, message, Spent.NOTHING);
  }

  /** The same with what it took. */
  Outcome took(Spent all) {
    return new Outcome(end, answer, attempts, errorCode, errorMessage, all);
  }

  AiStatus status() {
    return switch (end) {
      case COMPLETED, FALLBACK -> AiStatus.AI_STATUS_COMPLETED;
      case CANCELLED -> AiStatus.AI_STATUS_CANCELLED;
      case FAILED, EXPIRED, DEAD -> AiStatus.AI_STATUS_FAILED;
    };
  }
}
