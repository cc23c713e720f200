package io.millrace.ingest.signature;

import java.util.List;

/** Decides whether a delivery comes from its source. Made once per source; any thread may ask. */
public interface Verifier {

  /** Whether the delivery is genuine. What cannot be decided is refused. */
  Verdict verify(Delivery delivery);

  /**
   * The headers to keep with the delivery beside {@link KeptHeaders#ALWAYS}, in lower case: what a
   * replay needs to verify again and what names the delivery. Never one that carries a secret.
   */
  List<String> headers();

  /** Whether the address is signed, so that a replay needs {@link Delivery#url()} as well. */
  default boolean signsUrl() {
    return false;
  }

  /** Whether it takes so long that an event loop would hold up everyone else meanwhile. */
  default boolean slow() {
    return false;
  }
}
