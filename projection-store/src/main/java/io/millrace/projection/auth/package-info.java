/** Who asks, and what they may. */
@NullMarked
package io.millrace.projection.auth;

import org.jspecify.annotations.NullMarked;
