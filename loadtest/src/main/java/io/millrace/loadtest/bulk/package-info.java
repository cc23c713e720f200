/** Writes much as quickly as it is taken, through the batch API. */
@NullMarked
package io.millrace.loadtest.bulk;

import org.jspecify.annotations.NullMarked;
