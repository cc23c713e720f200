package io.millrace.loadtest.bulk;

import java.util.List;

/**
 * One request of the batch API.
 *
 * @param path its route
 * @param items JSON objects, each with an id of its own, so that all may be sent again
 */
public record Batch(String path, List<String> items) {

  public Batch {
    items = List.copyOf(items);
  }

  String body() {
    return "[" + String.join(",", items) + "]";
  }
}
