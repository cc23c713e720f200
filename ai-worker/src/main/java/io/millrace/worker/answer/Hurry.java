package io.millrace.worker.answer;

/** Why a request that waits is to be ended without a call. */
public enum Hurry {
  CANCELLED,
  EXPIRED
}
