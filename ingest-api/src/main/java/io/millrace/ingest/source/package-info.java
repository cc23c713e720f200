/** Webhook sources: the configured senders, and the routes that manage them. */
@NullMarked
package io.millrace.ingest.source;

import org.jspecify.annotations.NullMarked;
