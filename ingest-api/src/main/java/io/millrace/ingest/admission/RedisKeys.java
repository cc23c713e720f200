package io.millrace.ingest.admission;

import io.millrace.ingest.dedupe.Claim;
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

  /** Twenty bytes: there may be a million of them. */
  static byte[] claim(char tag, Claim claim) {
    byte[] key = new byte[4 + claim.id().length];
    key[0] = 'd';
    key[1] = '{';
    key[2] = (byte) tag;
    key[3] = '}';
    System.arraycopy(claim.id(), 0, key, 4, claim.id().length);
    return key;
  }
}
