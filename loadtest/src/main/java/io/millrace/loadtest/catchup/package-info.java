/** How quickly topologies and sinks come level with receipts that were there before them. */
@NullMarked
package io.millrace.loadtest.catchup;

import org.jspecify.annotations.NullMarked;
