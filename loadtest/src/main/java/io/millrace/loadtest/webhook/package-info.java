/** Scenarios of webhook senders. */
@NullMarked
package io.millrace.loadtest.webhook;

import org.jspecify.annotations.NullMarked;
