/** How an event is keyed, identified and described on the wire. */
@NullMarked
package io.millrace.schemas.event;

import org.jspecify.annotations.NullMarked;
