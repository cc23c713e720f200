package io.millrace.projection.health;

import io.millrace.projection.query.ReadDatabase.Server;
import java.util.List;
import java.util.Locale;

/**
 * The answer of {@code /api/db/stats}.
 *
 * @param pools of this process
 * @param databases of the servers that answer
 */
record DatabaseStats(List<Pool> pools, List<Database> databases) {

  /**
   * One pool.
   *
   * @param name {@code read}, {@code sink} or {@code replica}
   * @param acquired connections at work
   * @param pending who waits for one
   */
  record Pool(String name, String server, int acquired, int idle, int pending, int max) {}

  /**
   * What a server says.
   *
   * @param connections to the database, of all clients
   * @param maxConnections the server takes for all its databases
   */
  record Database(String server, long connections, long maxConnections, long sizeMB) {}

  static String name(Server server) {
    return server.name().toLowerCase(Locale.ROOT);
  }
}
