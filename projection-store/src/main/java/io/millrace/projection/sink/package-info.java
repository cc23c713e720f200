/** The runtime that keeps tables equal to what the topics say. */
@NullMarked
package io.millrace.projection.sink;

import org.jspecify.annotations.NullMarked;
