/** A running Millrace of its own, its processes, and what they use of the machine. */
@NullMarked
package io.millrace.loadtest.platform;

import org.jspecify.annotations.NullMarked;
