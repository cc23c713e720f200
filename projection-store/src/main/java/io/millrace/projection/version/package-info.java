/** Versions of projections: built beside each other, compared, switched, rolled back, retired. */
@NullMarked
package io.millrace.projection.version;

import org.jspecify.annotations.NullMarked;
