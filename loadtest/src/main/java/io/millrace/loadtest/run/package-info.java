/** One run of a scenario: what it is given, what it counts, and how it is started. */
@NullMarked
package io.millrace.loadtest.run;

import org.jspecify.annotations.NullMarked;
