package io.millrace.worker.completion;

/** Whether providers are asked: the circuit breaker's state. */
public enum Circuit {
  CLOSED("closed"),
  HALF_OPEN("half-open"),
  OPEN("open");

  private final String text;

  Circuit(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}
