package io.millrace.loadtest.compare.machine;

import io.millrace.loadtest.platform.Usage;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * A process with all that it started; they run, stop and are measured together.
 *
 * @param name as the report calls it
 * @param pids the pids now, the first process first
 */
public record Part(String name, Supplier<List<Long>> pids) {

  Usage usage() {
    return pids.get().stream().map(Usage::of).reduce(new Usage(Duration.ZERO, 0), Usage::plus);
  }
}
