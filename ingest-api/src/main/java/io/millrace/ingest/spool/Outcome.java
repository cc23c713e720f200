package io.millrace.ingest.spool;

import io.millrace.ingest.http.Problem;

/** What becomes of an offered event: one of these is called, once, and must not block. */
public interface Outcome {

  /** It is on disk. */
  void stored();

  /** It is not kept. */
  void refused(Problem problem);

  /** It did not have to wait after all: it is to be given to Kafka before this returns. */
  void direct();
}
