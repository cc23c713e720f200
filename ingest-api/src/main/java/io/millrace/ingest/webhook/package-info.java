/** Webhook deliveries in, kept byte for byte. */
@NullMarked
package io.millrace.ingest.webhook;

import org.jspecify.annotations.NullMarked;
