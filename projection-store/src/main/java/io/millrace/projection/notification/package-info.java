/** Notifications, and which of them users have read. */
@NullMarked
package io.millrace.projection.notification;

import org.jspecify.annotations.NullMarked;
