/** One request's way from its record to its one terminal answer. */
@NullMarked
package io.millrace.worker.answer;

import org.jspecify.annotations.NullMarked;
