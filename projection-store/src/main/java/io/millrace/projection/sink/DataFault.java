package io.millrace.projection.sink;

/** The database or the projection refused the data itself: the same records would fail again. */
final class DataFault extends RuntimeException {

  private static final long serialVersionUID = 1L;
  private final Throwable reason;

  DataFault(Throwable reason) {
    super(reason);
    this.reason = reason;
  }

  @Override
  public synchronized Throwable getCause() {
    return reason;
  }
}
