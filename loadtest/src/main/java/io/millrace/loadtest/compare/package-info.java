/** The same work for Millrace, the Node stack and a bare endpoint, in turns on one machine. */
@NullMarked
package io.millrace.loadtest.compare;

import org.jspecify.annotations.NullMarked;
