/** What the apps share of AI requests outside Kafka. */
@NullMarked
package io.millrace.schemas.ai;

import org.jspecify.annotations.NullMarked;
