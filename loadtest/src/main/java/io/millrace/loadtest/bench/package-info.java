/** Runs the JMH benchmarks of the modules and prints one table. */
@NullMarked
package io.millrace.loadtest.bench;

import org.jspecify.annotations.NullMarked;
