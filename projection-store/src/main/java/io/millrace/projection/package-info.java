/** The only writer and reader of Postgres: sinks, queries, live updates, dashboard. */
@NullMarked
package io.millrace.projection;

import org.jspecify.annotations.NullMarked;
