package io.millrace.worker.completion;

import java.io.Serial;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A model gave no answer, or not all of it. */
public final class CompletionException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1;

  private final Code code;
  private final boolean retriable;
  private final @Nullable Duration retryAfter;

  /** Why, in the stable form users see. */
  public enum Code {
    PROVIDER_UNREACHABLE("provider-unreachable", true),
    PROVIDER_TIMEOUT("provider-timeout", true),
    PROVIDER_RATE_LIMITED("provider-rate-limited", true),
    PROVIDER_QUOTA_EXHAUSTED("provider-quota-exhausted", false),
    PROVIDER_REFUSED("provider-refused", false),
    PROVIDER_ERROR("provider-error", true),
    PROVIDER_INVALID_ANSWER("provider-invalid-answer", true),
    CONTEXT_TOO_LONG("context-too-long", false),
    CONTENT_REFUSED("content-refused", false),
    /** No provider may be asked now: nobody was. */
    PROVIDER_UNAVAILABLE("provider-unavailable", true);

    private final String text;
    private final boolean retriable;

    Code(String text, boolean retriable) {
      this.text = text;
      this.retriable = retriable;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  CompletionException(Code code, String message) {
    this(code, message, code.retriable, null);
  }

  CompletionException(Code code, String message, boolean retriable, @Nullable Duration retryAfter) {
    super(message, null, false, false);
    this.code = code;
    this.retriable = retriable;
    this.retryAfter = retryAfter;
  }

  public Code code() {
    return code;
  }

  /** Whether the same request may be answered if it is made again. */
  public boolean retriable() {
    return retriable;
  }

  /** Whether a provider was asked. If none was, it is no attempt: try again, and count nothing. */
  public boolean attempted() {
    return code != Code.PROVIDER_UNAVAILABLE;
  }

  /** When to try again at the earliest, where the provider said so. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }
}
