package io.millrace.ingest.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.millrace.ingest.event.Envelope;
import io.millrace.ingest.event.Event;
import io.millrace.ingest.event.TraceParent;
import io.millrace.ingest.signature.Delivery;
import io.millrace.ingest.signature.SampleSenders;
import io.millrace.ingest.signature.SignedSample;
import io.millrace.ingest.source.ConfiguredSource;
import io.millrace.ingest.source.SourceSecrets;
import io.millrace.schemas.config.v1.Source;
import io.millrace.schemas.config.v1.SourceSecret;
import io.millrace.schemas.event.EventHeaders;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.http.HttpHeaders;

class DeliveriesTest {

  static Stream<SignedSample> signed() {
    return SampleSenders.all().stream().filter(sample -> !sample.scheme().equals("token"));
  }

  @ParameterizedTest
  @MethodSource("signed")
  void event_keepsWhatAReplayNeedsToVerifyAgain(SignedSample sample) {
    ConfiguredSource source = source(sample);
    Event event = event(source, sample);
    HttpHeaders kept = new HttpHeaders();
    for (Header header : event.record().headers()) {
      if (header.key().startsWith(EventHeaders.HTTP_PREFIX)) {
        String name = header.key().substring(EventHeaders.HTTP_PREFIX.length());
        kept.add(name, EventHeaders.get(event.record().headers(), header.key()));
      }
    }
    kept.set("Content-Type", EventHeaders.get(event.record().headers(), "content-type"));
    String url = EventHeaders.get(event.record().headers(), Deliveries.URL);
    URI target = URI.create(url == null ? "" : url.substring(sample.publicUrl().length()));
    Delivery again =
        new Delivery(sample.publicUrl(), target, kept, event.record().value(), SignedSample.NOW);

    assertThat(source.verifier().verify(again).problem()).as(sample.name()).isNull();
    assertThat(url != null).as(sample.name()).isEqualTo(sample.scheme().equals("twilio"));
  }

  @ParameterizedTest
  @MethodSource("tokens")
  void event_keepsNoToken(SignedSample sample) {
    Event event = event(source(sample), sample);

    for (Header header : event.record().headers()) {
      assertThat(new String(header.value(), StandardCharsets.UTF_8))
          .doesNotContain(sample.secret());
    }
  }

  static Stream<SignedSample> tokens() {
    return SampleSenders.all().stream().filter(sample -> sample.scheme().equals("token"));
  }

  private static Event event(ConfiguredSource source, SignedSample sample) {
    Delivery delivery =
        new Delivery(
            sample.publicUrl(),
            URI.create(sample.target()),
            sample.httpHeaders(),
            sample.body(),
            SignedSample.NOW);
    Envelope envelope = new Envelope("demo", SignedSample.NOW, TraceParent.of(null));
    String type = DeliveryNames.type(sample.scheme(), delivery.headers(), delivery.body());
    return Deliveries.event(source, delivery, delivery.body(), type, envelope);
  }

  private static ConfiguredSource source(SignedSample sample) {
    return ConfiguredSource.of(
        Source.newBuilder()
            .setTenant("demo")
            .setSourceKey("s")
            .setScheme(sample.scheme())
            .putAllSettings(sample.settings())
            .addSecrets(
                SourceSecret.newBuilder().setValue(ByteString.copyFromUtf8(sample.secret())))
            .build(),
        SourceSecrets.of(""),
        SignedSample.NOW);
  }
}
