/** Facts that cannot be processed go to their topic's dead-letter topic with the reason. */
@NullMarked
package io.millrace.streams.deadletter;

import org.jspecify.annotations.NullMarked;
