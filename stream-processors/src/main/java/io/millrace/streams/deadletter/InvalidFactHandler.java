package io.millrace.streams.deadletter;

import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Parks a record that a processor refuses, whether it is an {@code InvalidFact} or trips over a
 * fault of ours: the rest of the partition must not wait for either. Trouble with Kafka or a state
 * store is no fault of the record and fails the task. Public because Kafka creates it.
 */
public final class InvalidFactHandler implements ProcessingExceptionHandler {

  @SuppressWarnings("NullAway.Init") // Kafka calls configure first
  private DeadLetters deadLetters;

  @Override
  public void configure(Map<String, ?> config) {
    deadLetters = DeadLetters.configured(config);
  }

  @Override
  public Response handleError(
      ErrorHandlerContext context, Record<?, ?> record, Exception exception) {
    if (exception instanceof KafkaException) {
      return Response.fail();
    }
    return Response.resume(
        deadLetters.letter(
            context,
            context.headers(),
            context.sourceRawKey(),
            context.sourceRawValue(),
            exception));
  }
}
