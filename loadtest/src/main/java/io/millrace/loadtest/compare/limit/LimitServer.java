package io.millrace.loadtest.compare.limit;

import io.millrace.schemas.kafka.ClientDefaults;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/**
 * The least that can stand between HTTP and Kafka: WebFlux on Reactor Netty, where {@code POST
 * /events} appends the body to a topic and answers 202 once Kafka acknowledged it. No verification,
 * no validation, no metrics; the producer is that of Millrace ({@code acks=all}, lz4, no linger).
 */
public final class LimitServer implements AutoCloseable {

  /** Where events are posted to. */
  public static final String PATH = "/events";

  private final String topic;
  private final Producer<byte[], byte[]> producer;
  private final DisposableServer server;

  /**
   * Starts it.
   *
   * @param port on loopback; 0 for any
   * @param topic which exists
   */
  public LimitServer(String bootstrapServers, String topic, int port) {
    this.topic = topic;
    this.producer =
        new KafkaProducer<>(
            ClientDefaults.producer(bootstrapServers),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    // Without metadata the first sends would block the event loop.
    producer.partitionsFor(topic);
    RouterFunction<ServerResponse> routes =
        RouterFunctions.route()
            .POST(PATH, this::append)
            .GET("/ready", request -> ServerResponse.ok().build())
            .build();
    this.server =
        HttpServer.create()
            .host("127.0.0.1")
            .port(port)
            .handle(new ReactorHttpHandlerAdapter(RouterFunctions.toHttpHandler(routes)))
            .bindNow();
  }

  public int port() {
    return server.port();
  }

  void await() {
    server.onDispose().block();
  }

  private Mono<ServerResponse> append(ServerRequest request) {
    return request.bodyToMono(byte[].class).flatMap(this::acknowledged);
  }

  private Mono<ServerResponse> acknowledged(byte[] body) {
    return Mono.<Void>create(sink -> send(body, sink)).then(ServerResponse.accepted().build());
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the callback gets the same
  private void send(byte[] body, MonoSink<Void> sink) {
    producer.send(
        new ProducerRecord<>(topic, body),
        (metadata, error) -> {
          if (error == null) {
            sink.success();
          } else {
            sink.error(error);
          }
        });
  }

  @Override
  public void close() {
    server.disposeNow();
    producer.close();
  }
}
