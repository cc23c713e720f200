package io.millrace.ingest.fairness;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.LongSupplier;

/**
 * Whether requests wait for something: for the processors, as the operating system or the container
 * counts them, or for Kafka.
 */
final class Pressure {

  private static final double BUSY = 0.8;
  private static final long MANY_BYTES = 8L << 20;

  private final OperatingSystemMXBean machine =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private final LongSupplier inFlightBytes;

  Pressure(LongSupplier inFlightBytes) {
    this.inFlightBytes = inFlightBytes;
  }

  /** Of the time since the last call; one thread calls. */
  boolean isHigh() {
    return machine.getCpuLoad() > BUSY || inFlightBytes.getAsLong() > MANY_BYTES;
  }
}
