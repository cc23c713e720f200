/** Tables that are kept in one partition for each span of time, and how long. */
@NullMarked
package io.millrace.projection.partition;

import org.jspecify.annotations.NullMarked;
