package io.millrace.ingest.signature;

import io.millrace.ingest.http.Problem;
import io.millrace.ingest.webhook.SampleDelivery;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The signature of a delivery, beside what the JDK's HMAC takes for the same bytes. */
@State(Scope.Benchmark)
public class VerifierBenchmark {

  private static final int SAMPLES = 1_024;

  /** Bytes of a body; half of real GitHub bodies have more than 8 KiB. */
  @Param({"1024", "8192"})
  public int size = 1_024;

  private final Verifier verifier = SampleDelivery.source().verifier();
  private final Instant now = Instant.parse("2026-11-20T12:00:00Z");
  private final Mac mac = mac();
  private SampleDelivery[] deliveries = {};
  private int next;

  @Setup
  public void deliveries() {
    deliveries =
        IntStream.range(0, SAMPLES)
            .mapToObj(number -> SampleDelivery.of(number, size))
            .toArray(SampleDelivery[]::new);
  }

  /** Null, as the signature is right. */
  @Benchmark
  public Problem verify() {
    SampleDelivery delivery = deliveries[next++ % SAMPLES];
    return verifier.verify(delivery.at(now)).problem();
  }

  /** The floor: one keyed MAC that is used again and again, as only one thread may. */
  @Benchmark
  public byte[] hmacOfTheJdk() {
    return mac.doFinal(deliveries[next++ % SAMPLES].body());
  }

  private static Mac mac() {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(SampleDelivery.SECRET, "HmacSHA256"));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
