/** Products and reference data: the current state of each. */
@NullMarked
package io.millrace.projection.catalog;

import org.jspecify.annotations.NullMarked;
