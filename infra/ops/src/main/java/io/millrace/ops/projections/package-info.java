/** Versions of projections: built beside each other, compared, switched, rolled back. */
@NullMarked
package io.millrace.ops.projections;

import org.jspecify.annotations.NullMarked;
