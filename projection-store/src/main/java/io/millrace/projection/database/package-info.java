/** Connections to Postgres and the migration of its schema. */
@NullMarked
package io.millrace.projection.database;

import org.jspecify.annotations.NullMarked;
