/** Processes killed and paused, and what a client and a reader noticed of it. */
@NullMarked
package io.millrace.loadtest.prove.fault;

import org.jspecify.annotations.NullMarked;
