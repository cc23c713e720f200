package io.millrace.ingest.signature;

import io.millrace.ingest.http.Problem;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/** Decides whether a delivery comes from its source. Made once per source; any thread may ask. */
public interface Verifier {

  /** Why the delivery is refused, null if it is genuine. */
  @Nullable Problem verify(HttpHeaders headers, byte[] body, Instant now);

  /** The headers it reads, kept with the delivery so that a replay can verify again. */
  List<String> headers();
}
