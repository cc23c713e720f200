/** Scenarios of monitors and load balancers. */
@NullMarked
package io.millrace.loadtest.health;

import org.jspecify.annotations.NullMarked;
