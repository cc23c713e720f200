/** Work that is done at set times, by one instance of however many. */
@NullMarked
package io.millrace.projection.job;

import org.jspecify.annotations.NullMarked;
