/** Generators of HTTP load on loopback, closed and open, and what they measured. */
@NullMarked
package io.millrace.loadtest.compare.generator;

import org.jspecify.annotations.NullMarked;
