package io.millrace.devstack.up;

/** Why {@code up} cannot go on, in words for the user. */
final class UpException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UpException(String message) {
    super(message);
  }
}
