package io.millrace.worker.completion;

import java.io.Serial;

/** A model gave no answer. */
public final class CompletionException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1;

  private final Code code;

  /** Why, in the stable form users see. */
  public enum Code {
    PROVIDER_UNREACHABLE("provider-unreachable"),
    PROVIDER_RATE_LIMITED("provider-rate-limited"),
    PROVIDER_REFUSED("provider-refused"),
    PROVIDER_ERROR("provider-error"),
    PROVIDER_INVALID_ANSWER("provider-invalid-answer");

    private final String text;

    Code(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  CompletionException(Code code, String message) {
    super(message, null, false, false);
    this.code = code;
  }

  public Code code() {
    return code;
  }
}
