package io.millrace.loadtest.compare;

import io.millrace.loadtest.compare.baseline.NodeStack;
import io.millrace.loadtest.compare.limit.LimitProcess;
import io.millrace.loadtest.compare.machine.Part;
import io.millrace.loadtest.compare.millrace.MillraceStack;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What runs during a comparison.
 *
 * @param node null when there is no baseline
 */
record Systems(MillraceStack millrace, LimitProcess limit, @Nullable NodeStack node)
    implements AutoCloseable {

  /** All processes, servers before their clients. */
  List<Part> parts() {
    List<Part> parts = new ArrayList<>(millrace.whole());
    parts.add(limit.part());
    if (node != null) {
      parts.addAll(node.parts());
    }
    return parts;
  }

  @Override
  public void close() {
    if (node != null) {
      node.close();
    }
    limit.close();
    millrace.close();
  }
}
