/** Senders that repeat a request until it is acknowledged, and keep a journal. */
@NullMarked
package io.millrace.loadtest.prove.sender;

import org.jspecify.annotations.NullMarked;
