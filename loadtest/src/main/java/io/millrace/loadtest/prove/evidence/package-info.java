/** Reads back what a run left in the topics and in the read API. */
@NullMarked
package io.millrace.loadtest.prove.evidence;

import org.jspecify.annotations.NullMarked;
