package io.millrace.loadtest.compare;

/** How much of the systems runs, and when the work counts as done. */
enum Extent {
  FRONT(
      "accepted only: Millrace is ingest-api, the broker and Redis, all its consumers stopped; Node is"
          + " without its worker"),
  WHOLE("all processes of Millrace run; Node has its worker"),
  PROCESSED(
      "until all of it is processed: all processes of Millrace run, Node has its worker; the rate"
          + " is what was accepted by the time from the start until nothing waits any more");

  private final String text;

  Extent(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}
