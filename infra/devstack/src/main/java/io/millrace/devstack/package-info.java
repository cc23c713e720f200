/** The program behind {@code ./millrace up}. */
@NullMarked
package io.millrace.devstack;

import org.jspecify.annotations.NullMarked;
