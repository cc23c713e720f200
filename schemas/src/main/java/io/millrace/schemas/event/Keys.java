package io.millrace.schemas.event;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Utils;

/**
 * Record keys: ids joined by {@code /}, in UTF-8. A {@code /} or {@code %} inside an id is
 * percent-escaped, so a key reads well in a terminal and still splits back into the ids it was made
 * of.
 */
public final class Keys {

  private Keys() {}

  /** Joins ids into a key. An empty id keeps its place. */
  public static String of(String... ids) {
    StringBuilder key = new StringBuilder();
    for (int i = 0; i < ids.length; i++) {
      if (i > 0) {
        key.append('/');
      }
      escape(ids[i], key);
    }
    return key.toString();
  }

  /** The ids a key was made of, in order. */
  public static List<String> split(String key) {
    List<String> ids = new ArrayList<>();
    int from = 0;
    for (int slash = key.indexOf('/'); slash >= 0; slash = key.indexOf('/', from)) {
      ids.add(unescape(key.substring(from, slash)));
      from = slash + 1;
    }
    ids.add(unescape(key.substring(from)));
    return ids;
  }

  /**
   * The partition of a row that must sit beside the facts it was made of: the one Kafka's default
   * partitioner gives to a key of the row key's first {@code ids} ids.
   */
  public static int partition(String key, int ids, int partitions) {
    int end = -1;
    for (int i = 0; i < ids; i++) {
      end = key.indexOf('/', end + 1);
      if (end < 0) {
        end = key.length();
        break;
      }
    }
    byte[] prefix = key.substring(0, end).getBytes(StandardCharsets.UTF_8);
    return Utils.toPositive(Utils.murmur2(prefix)) % partitions;
  }

  private static void escape(String id, StringBuilder key) {
    if (id.indexOf('/') < 0 && id.indexOf('%') < 0) {
      key.append(id);
      return;
    }
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      switch (c) {
        case '/' -> key.append("%2F");
        case '%' -> key.append("%25");
        default -> key.append(c);
      }
    }
  }

  private static String unescape(String id) {
    return id.indexOf('%') < 0 ? id : id.replace("%2F", "/").replace("%25", "%");
  }
}
