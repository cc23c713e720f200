/** Which notifications users have read. */
@NullMarked
package io.millrace.ingest.notification;

import org.jspecify.annotations.NullMarked;
