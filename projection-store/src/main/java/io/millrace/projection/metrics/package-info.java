/** The names of what is measured. */
@NullMarked
package io.millrace.projection.metrics;

import org.jspecify.annotations.NullMarked;
