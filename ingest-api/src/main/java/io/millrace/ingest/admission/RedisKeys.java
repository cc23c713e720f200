package io.millrace.ingest.admission;

import io.millrace.ingest.ratelimit.Limit;
import java.nio.charset.StandardCharsets;

/**
 * Keys of limits and claims. All of a tenant's carry the same one of sixteen hash tags, so that one
 * script on one node of a Cluster can see a request's limits and ids together.
 */
final class RedisKeys {

  private static final String TAGS = "0123456789abcdef";

  private RedisKeys() {}

  static char tag(String tenant) {
    int hash = tenant.hashCode();
    return TAGS.charAt((hash ^ hash >>> 16) & TAGS.length() - 1);
  }

  /** The tag of a lane. */
  static char tagOf(int lane) {
    return TAGS.charAt(lane);
  }

  static int tags() {
    return TAGS.length();
  }

  static int lane(char tag) {
    return TAGS.indexOf(tag);
  }

  /** Text, for people to look at. */
  static byte[] limit(char tag, Limit limit) {
    return ("limit:{" + tag + "}" + limit.key()).getBytes(StandardCharsets.UTF_8);
  }

  /** The hash of the ids claimed of late. */
  static byte[] recentIds(char tag) {
    return ("ids:{" + tag + "}:recent").getBytes(StandardCharsets.UTF_8);
  }

  /** The hash of the ids claimed before those. */
  static byte[] earlierIds(char tag) {
    return ("ids:{" + tag + "}:before").getBytes(StandardCharsets.UTF_8);
  }
}
