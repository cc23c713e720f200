/** How new an answer is, and waiting until it is new enough. */
@NullMarked
package io.millrace.projection.freshness;

import org.jspecify.annotations.NullMarked;
