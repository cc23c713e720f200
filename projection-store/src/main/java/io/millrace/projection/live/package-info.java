/** Updates to those who watch, over Redis. */
@NullMarked
package io.millrace.projection.live;

import org.jspecify.annotations.NullMarked;
