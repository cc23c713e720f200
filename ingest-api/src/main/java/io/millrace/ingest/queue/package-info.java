/**
 * The queue in front of the model, which all instances share and whose end is known: who gets a
 * place, who is refused, who gives up.
 */
@NullMarked
package io.millrace.ingest.queue;

import org.jspecify.annotations.NullMarked;
