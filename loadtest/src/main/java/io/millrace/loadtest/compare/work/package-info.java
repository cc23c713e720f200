/** The requests that every system gets. */
@NullMarked
package io.millrace.loadtest.compare.work;

import org.jspecify.annotations.NullMarked;
