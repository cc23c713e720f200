package io.millrace.worker.intake;

import io.millrace.schemas.ai.v1.AiStatus;
import io.millrace.worker.completion.Completion;
import org.jspecify.annotations.Nullable;

/**
 * How the work on a request ended.
 *
 * @param completion the answer; null if it failed
 * @param attempts calls made
 * @param errorCode stable; empty if it completed
 * @param errorMessage a sentence; empty if it completed
 */
record Outcome(
    @Nullable Completion completion, int attempts, String errorCode, String errorMessage) {

  static final String DEADLINE_EXCEEDED = "deadline-exceeded";
  static final String INVALID_REQUEST = "invalid-request";
  static final String PROVIDER_TIMEOUT = "provider-timeout";
  static final String ANSWER_TOO_LARGE = "answer-too-large";
  static final String INTERNAL_ERROR = "internal-error";

  static Outcome completed(Completion completion) {
    return new Outcome(completion, 1, "", "");
  }

  static Outcome failed(int attempts, String code, String message) {
    return new Outcome(null, attempts, code, message);
  }

  AiStatus status() {
    return completion == null ? AiStatus.AI_STATUS_FAILED : AiStatus.AI_STATUS_COMPLETED;
  }
}
