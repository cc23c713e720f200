package io.millrace.projection.database;

import io.r2dbc.pool.ConnectionPool;
import org.jspecify.annotations.Nullable;

/**
 * Connections to the read replica, opened as they are needed.
 *
 * @param pool null where there is no replica
 */
public record ReplicaPool(@Nullable ConnectionPool pool) {

  void dispose() {
    if (pool != null) {
      pool.dispose();
    }
  }
}
