/** Puts the data that a scenario reads onto the platform first, through its public API. */
@NullMarked
package io.millrace.loadtest.seed;

import org.jspecify.annotations.NullMarked;
