/**
 * Look-ups answered from memory and from Redis, which are never newer or older than they say.
 * Beginning with {@link io.millrace.projection.cache.LookupCache} for readers and {@link
 * io.millrace.projection.cache.Evictions} for sinks.
 */
@NullMarked
package io.millrace.projection.cache;

import org.jspecify.annotations.NullMarked;
