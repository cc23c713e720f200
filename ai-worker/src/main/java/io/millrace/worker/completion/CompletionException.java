package io.millrace.worker.completion;

import java.io.Serial;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A model gave no answer, or not all of it. */
public final class CompletionException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1;

  private final Code code;
  private final Fault fault;
  private final boolean retriable;
  private final @Nullable Duration retryAfter;

  /** Why, in the stable form users see. */
  public enum Code {
    PROVIDER_UNREACHABLE("provider-unreachable", Fault.PROVIDER, true),
    PROVIDER_TIMEOUT("provider-timeout", Fault.PROVIDER, true),
    PROVIDER_ERROR("provider-error", Fault.PROVIDER, true),
    PROVIDER_INVALID_ANSWER("provider-invalid-answer", Fault.PROVIDER, true),
    PROVIDER_RATE_LIMITED("provider-rate-limited", Fault.LIMIT, true),
    PROVIDER_QUOTA_EXHAUSTED("provider-quota-exhausted", Fault.ACCESS, false),
    /** The key, the model's name or the address is wrong: ours to mend, not the asker's. */
    PROVIDER_ACCESS_DENIED("provider-access-denied", Fault.ACCESS, false),
    PROVIDER_REFUSED("provider-refused", Fault.REQUEST, false),
    CONTEXT_TOO_LONG("context-too-long", Fault.REQUEST, false),
    CONTENT_REFUSED("content-refused", Fault.REQUEST, false),
    ANSWER_TOO_LARGE("answer-too-large", Fault.REQUEST, false),
    /** No provider may be asked now, and none was. */
    PROVIDER_UNAVAILABLE("provider-unavailable", Fault.LIMIT, true);

    private final String text;
    private final Fault fault;
    private final boolean retriable;

    Code(String text, Fault fault, boolean retriable) {
      this.text = text;
      this.fault = fault;
      this.retriable = retriable;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** Whose fault it is; decides whether another provider is asked and what the circuit learns. */
  enum Fault {
    /** The provider is broken. */
    PROVIDER,
    /** It is sound and wants fewer calls. */
    LIMIT,
    /** It does not serve us, whatever we ask: the key, the model, the quota. */
    ACCESS,
    /** No provider would do better. */
    REQUEST
  }

  CompletionException(Code code, String message) {
    this(code, code.fault, message, code.retriable, null);
  }

  private CompletionException(
      Code code, Fault fault, String message, boolean retriable, @Nullable Duration retryAfter) {
    super(message, null, false, false);
    this.code = code;
    this.fault = fault;
    this.retriable = retriable;
    this.retryAfter = retryAfter;
  }

  CompletionException retryAfter(@Nullable Duration wait) {
    return new CompletionException(code, fault, message(), retriable, wait);
  }

  CompletionException of(Fault other) {
    return new CompletionException(code, other, message(), retriable, retryAfter);
  }

  CompletionException terminal() {
    return new CompletionException(code, fault, message(), false, null);
  }

  private String message() {
    return String.valueOf(getMessage());
  }

  public Code code() {
    return code;
  }

  Fault fault() {
    return fault;
  }

  /** Whether the same request may be answered if it is made again. */
  public boolean retriable() {
    return retriable;
  }

  /** Whether a provider was asked. If none was, it is no attempt: try again, and count nothing. */
  public boolean attempted() {
    return code != Code.PROVIDER_UNAVAILABLE;
  }

  /** When to try again at the earliest, where that is known. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }
}
