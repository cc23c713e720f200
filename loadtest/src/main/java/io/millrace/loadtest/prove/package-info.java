/** {@code ./millrace load prove}: does the platform keep its promises while its processes die? */
@NullMarked
package io.millrace.loadtest.prove;

import org.jspecify.annotations.NullMarked;
