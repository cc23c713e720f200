package io.millrace.ingest.queue;

import java.util.List;

/**
 * How the queue stood when it was last asked.
 *
 * @param high requests of priority high that wait
 * @param normal those of priority normal
 * @param low those of priority low
 * @param running requests being worked on
 * @param slots how many live workers work on at once
 * @param latelyMs how long an answer takes of late; -1 where that is not known
 * @param processed requests answered since Redis was empty
 * @param waitMs how long those waited together
 * @param processMs how long those took together
 * @param instances how many instances of ingest-api live
 */
public record QueueState(
    long high,
    long normal,
    long low,
    long running,
    long slots,
    long latelyMs,
    long processed,
    long waitMs,
    long processMs,
    long instances) {

  static final QueueState UNKNOWN = new QueueState(0, 0, 0, 0, 0, -1, 0, 0, 0, 1);

  /** Reads the reply of {@code state.lua}. */
  static QueueState read(List<Object> reply) {
    return new QueueState(
        at(reply, 0),
        at(reply, 1),
        at(reply, 2),
        at(reply, 3),
        at(reply, 4),
        at(reply, 5),
        at(reply, 6),
        at(reply, 7),
        at(reply, 8),
        at(reply, 9));
  }

  /** Requests that wait, of all lanes. */
  public long waiting() {
    return high + normal + low;
  }

  /** What {@code /api/health} shows. */
  public String json() {
    long answers = Math.max(1, processed);
    return """
    {"queueLength":%d,"activeRequests":%d,"maxConcurrent":%d,"stats":{"totalProcessed":%d,\
    "avgWaitTimeMs":%d,"avgProcessTimeMs":%d}}\
    """
        .formatted(waiting(), running, slots, processed, waitMs / answers, processMs / answers);
  }

  private static long at(List<Object> reply, int index) {
    return (Long) reply.get(index);
  }
}
