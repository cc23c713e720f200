/** AI requests and their results. */
@NullMarked
package io.millrace.projection.ai;

import org.jspecify.annotations.NullMarked;
