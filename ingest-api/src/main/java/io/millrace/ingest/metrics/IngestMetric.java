package io.millrace.ingest.metrics;

import java.util.List;

/**
 * Every metric of the app. The counters reconcile: {@code received = accepted + rejected + failed},
 * less what is on its way at the moment. Alert on {@code failed}: it is our side that could not.
 */
public enum IngestMetric {
  EVENTS_RECEIVED("millrace.ingest.events.received", "Events that reached a route", "kind"),
  EVENTS_ACCEPTED(
      "millrace.ingest.events.accepted",
      "Events acknowledged: Kafka has them, or the spool",
      "kind"),
  EVENTS_REJECTED(
      "millrace.ingest.events.rejected", "Events refused, by problem code", "kind", "reason"),
  EVENTS_FAILED(
      "millrace.ingest.events.failed",
      "Events that could not be stored, by problem code",
      "kind",
      "reason"),
  ACK("millrace.ingest.ack", "Time from handing an event to the producer to its acknowledgement"),
  IN_FLIGHT_RECORDS("millrace.ingest.in.flight.records", "Records that wait for their ack"),
  IN_FLIGHT_BYTES("millrace.ingest.in.flight.bytes", "Bytes that wait for their ack"),
  BODY_BYTES("millrace.ingest.body.bytes", "Bytes of bodies that are being read"),
  EVENTS_DUPLICATE(
      "millrace.ingest.events.duplicate", "Accepted events that Kafka had before", "kind"),
  LIMIT_CALLS("millrace.ingest.limit.call", "Time of one call of Redis for limits and duplicates"),
  LIMIT_FALLBACKS(
      "millrace.ingest.limit.fallbacks", "Checks of limits that this instance decided alone"),
  REDIS_ANSWERING("millrace.ingest.redis.answering", "Whether Redis answers: 1 or 0"),
  AI_QUEUE_CALLS(
      "millrace.ingest.ai.queue.call", "Time of one call of Redis for a place in the queue"),
  AI_QUEUE_FALLBACKS(
      "millrace.ingest.ai.queue.fallbacks", "Places in the queue that this instance decided alone"),
  AI_QUEUED("millrace.ingest.ai.queued", "AI requests that wait, of all instances together"),
  AI_ANSWERS_OPEN("millrace.ingest.ai.answers.open", "Clients of /v1 that wait for an answer"),
  OLD_SECRET(
      "millrace.ingest.source.old.secret",
      "Genuine deliveries that only a secret in its grace after a rotation verified",
      "scheme"),
  AUTH_FAILURES(
      "millrace.ingest.auth.failures", "Bad keys and tokens that were presented", "credential"),
  AUTH_THROTTLED(
      "millrace.ingest.auth.throttled",
      "Requests refused unseen as too many bad credentials came from their address"),
  JWKS_FETCHES("millrace.ingest.jwks.fetches", "Fetches of the issuer's keys", "outcome"),
  WAITING_REQUESTS(
      "millrace.ingest.waiting.requests",
      "Requests that wait because their sender has far more under way than others"),
  SPOOL_EVENTS("millrace.ingest.spool.events", "Events that wait on disk; only with a spool"),
  SPOOL_BYTES("millrace.ingest.spool.bytes", "Bytes of the events that wait on disk"),
  SPOOL_DRAINED("millrace.ingest.spool.drained", "Events given to Kafka from the spool"),
  SPOOL_REFUSED(
      "millrace.ingest.spool.refused", "Spooled events that Kafka refused for good; they are kept"),
  REJECTIONS_DROPPED(
      "millrace.ingest.rejections.dropped",
      "Refused deliveries that were not counted on the log because too many waited there");

  private final String id;
  private final String meaning;
  private final List<String> tags;

  IngestMetric(String id, String meaning, String... tags) {
    this.id = id;
    this.meaning = meaning;
    this.tags = List.of(tags);
  }

  /** The meter's name; Prometheus shows it with underscores and a suffix for its type. */
  public String id() {
    return id;
  }

  public String meaning() {
    return meaning;
  }

  public List<String> tags() {
    return tags;
  }
}
