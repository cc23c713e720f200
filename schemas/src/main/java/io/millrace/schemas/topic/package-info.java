/** The topic catalogue: the only place that names a topic. */
@NullMarked
package io.millrace.schemas.topic;

import org.jspecify.annotations.NullMarked;
