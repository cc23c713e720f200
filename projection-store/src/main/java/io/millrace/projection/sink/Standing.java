package io.millrace.projection.sink;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far one version of a projection is behind the facts that were taken, whoever applies them.
 *
 * @param lag how many facts it does not cover
 * @param oldest when the first of them was taken; null where it covers all
 * @param complete it holds everything taken before this time
 */
public record Standing(long lag, @Nullable Instant oldest, Instant complete) {}
