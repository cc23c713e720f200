package io.millrace.ingest.signature;

import java.util.List;

/** Decides whether a delivery comes from its source. Made once per source; any thread may ask. */
public interface Verifier {

  /** Whether the delivery is genuine. What cannot be decided is refused. */
  Verdict verify(Delivery delivery);

  /** The headers it reads, kept with the delivery so that a replay can verify again. */
  List<String> headers();
}
