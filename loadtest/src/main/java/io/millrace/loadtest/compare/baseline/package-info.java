/** The Node stack that Millrace is compared with. */
@NullMarked
package io.millrace.loadtest.compare.baseline;

import org.jspecify.annotations.NullMarked;
