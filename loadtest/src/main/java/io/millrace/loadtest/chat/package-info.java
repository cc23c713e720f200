/** Scenarios of chat users and of those who ask the AI. */
@NullMarked
package io.millrace.loadtest.chat;

import org.jspecify.annotations.NullMarked;
