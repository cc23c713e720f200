/** What users are told. */
@NullMarked
package io.millrace.streams.notification;

import org.jspecify.annotations.NullMarked;
