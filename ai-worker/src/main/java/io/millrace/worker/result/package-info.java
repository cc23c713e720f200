/** What became of a request: its result or its dead letter. */
@NullMarked
package io.millrace.worker.result;

import org.jspecify.annotations.NullMarked;
