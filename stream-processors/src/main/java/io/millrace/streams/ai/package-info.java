/** AI use by hour. */
@NullMarked
package io.millrace.streams.ai;

import org.jspecify.annotations.NullMarked;
