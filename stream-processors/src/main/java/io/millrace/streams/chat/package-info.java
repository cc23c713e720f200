/** Conversations: the number of each message, and how far each user has read. */
@NullMarked
package io.millrace.streams.chat;

import org.jspecify.annotations.NullMarked;
