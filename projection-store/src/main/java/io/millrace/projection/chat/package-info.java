/** Chat messages. */
@NullMarked
package io.millrace.projection.chat;

import org.jspecify.annotations.NullMarked;
