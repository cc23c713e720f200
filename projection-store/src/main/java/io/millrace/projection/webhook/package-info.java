/** Webhook deliveries by minute. */
@NullMarked
package io.millrace.projection.webhook;

import org.jspecify.annotations.NullMarked;
