/** Time ranges and buckets in a store's zone. */
@NullMarked
package io.millrace.projection.period;

import org.jspecify.annotations.NullMarked;
