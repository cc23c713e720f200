/** The limit: what a bare endpoint that awaits Kafka does on the same machine. */
@NullMarked
package io.millrace.loadtest.compare.limit;

import org.jspecify.annotations.NullMarked;
