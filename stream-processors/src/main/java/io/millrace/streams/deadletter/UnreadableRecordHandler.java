package io.millrace.streams.deadletter;

import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;

/** Parks a record whose bytes do not parse. Public because Kafka creates it. */
public final class UnreadableRecordHandler implements DeserializationExceptionHandler {

  @SuppressWarnings("NullAway.Init") // Kafka calls configure first
  private DeadLetters deadLetters;

  @Override
  public void configure(Map<String, ?> config) {
    deadLetters = DeadLetters.configured(config);
  }

  @Override
  public Response handleError(
      ErrorHandlerContext context, ConsumerRecord<byte[], byte[]> record, Exception exception) {
    return Response.resume(
        deadLetters.letter(context, record.headers(), record.key(), record.value(), exception));
  }
}
