/** Deliveries of webhook sources by minute. */
@NullMarked
package io.millrace.streams.webhook;

import org.jspecify.annotations.NullMarked;
