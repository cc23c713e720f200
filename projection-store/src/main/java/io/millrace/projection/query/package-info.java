/** Bounded queries on the read pool. */
@NullMarked
package io.millrace.projection.query;

import org.jspecify.annotations.NullMarked;
