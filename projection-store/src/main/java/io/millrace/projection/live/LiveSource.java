package io.millrace.projection.live;

import reactor.core.publisher.Mono;

/**
 * A channel that is no tenant's and needs the scope {@code ops}. While somebody watches it here,
 * this instance reads its one value every second. A bean of this type is all it takes.
 */
public interface LiveSource {

  /** As in {@code ops}. */
  String channel();

  /** The value as it is now; becomes JSON. Nothing, or an error, while it is not known. */
  Mono<?> newest();
}
