package io.millrace.ingest.source;

import io.millrace.ingest.http.Problem;
import io.millrace.ingest.signature.Delivery;
import io.millrace.ingest.signature.Verdict;
import io.millrace.ingest.signature.Verifier;
import java.time.Duration;
import java.util.List;

/** Of a source whose secret this instance cannot open: our trouble, so that the sender retries. */
final class UnopenedVerifier implements Verifier {

  private static final Verdict REFUSED =
      new Verdict(
          Problem.unavailable(
              "source-misconfigured",
              "a secret of this source cannot be opened here",
              Duration.ofMinutes(1)),
          false);

  @Override
  public Verdict verify(Delivery delivery) {
    return REFUSED;
  }

  @Override
  public List<String> headers() {
    return List.of();
  }
}
