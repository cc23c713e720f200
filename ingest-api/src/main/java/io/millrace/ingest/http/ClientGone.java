package io.millrace.ingest.http;

/** The client closed the connection before its request was whole. Nobody reads this answer. */
public final class ClientGone {

  public static final String CODE = "client-gone";

  private ClientGone() {}

  public static Problem problem() {
    return new Problem(400, CODE, "the connection closed before the body was complete");
  }
}
