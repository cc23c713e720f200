/** Flight recordings of the processes of a running platform, and what they say. */
@NullMarked
package io.millrace.loadtest.profile;

import org.jspecify.annotations.NullMarked;
