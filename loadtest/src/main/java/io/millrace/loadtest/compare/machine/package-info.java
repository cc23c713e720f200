/** Which processes may run on this machine, and what they use of it. */
@NullMarked
package io.millrace.loadtest.compare.machine;

import org.jspecify.annotations.NullMarked;
