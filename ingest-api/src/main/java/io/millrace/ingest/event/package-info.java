/** Events on their way in: what they are, how they are described and identified. */
@NullMarked
package io.millrace.ingest.event;

import org.jspecify.annotations.NullMarked;
