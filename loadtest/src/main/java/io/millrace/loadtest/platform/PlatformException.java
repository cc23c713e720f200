package io.millrace.loadtest.platform;

/** The platform did not do what it was told; the message is for the user. */
public final class PlatformException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public PlatformException(String message) {
    super(message);
  }
}
