package io.millrace.ingest.intake;

import io.millrace.ingest.event.Event;
import io.millrace.ingest.json.Fields;

/**
 * Turns the JSON of one event into the event. What is wrong is noted in the fields; the event is
 * used only if nothing was.
 */
public interface EventReader {

  /**
   * Reads one event.
   *
   * @param alone whether it is the only one of its request, so that the request's headers are its
   *     own
   */
  Event read(Fields body, Call call, boolean alone);
}
