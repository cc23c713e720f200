/** What operators see: health, readiness, metrics. */
@NullMarked
package io.millrace.projection.health;

import org.jspecify.annotations.NullMarked;
