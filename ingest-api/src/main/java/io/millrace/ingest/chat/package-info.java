/** Chat messages in. */
@NullMarked
package io.millrace.ingest.chat;

import org.jspecify.annotations.NullMarked;
