/**
 * What stands between an event and the log: its limits, and whether it came before. Both are asked
 * of Redis in one script for many requests at a time, and decided here while Redis is away.
 */
@NullMarked
package io.millrace.ingest.admission;

import org.jspecify.annotations.NullMarked;
