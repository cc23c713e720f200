/** What the worker says about itself: health, readiness. */
@NullMarked
package io.millrace.worker.health;

import org.jspecify.annotations.NullMarked;
