/** The model as a member of a conversation: asked by its messages, answering with one. */
@NullMarked
package io.millrace.streams.assistant;

import org.jspecify.annotations.NullMarked;
