package io.millrace.loadtest.run;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Figures as after a run. */
public final class FiguresFixture {

  private FiguresFixture() {}

  /** Of a second with one kind of request that always took as long. */
  public static Figures of(String request, int accepted, int millis, int errors) {
    AtomicLong nanos = new AtomicLong();
    Figures figures = new Figures(nanos::get);
    figures.begin(Duration.ZERO);
    nanos.set(Duration.ofSeconds(1).toNanos());
    for (int i = 0; i < accepted; i++) {
      figures.accepted(request, millis);
    }
    for (int i = 0; i < errors; i++) {
      figures.failed(request, "status 503");
    }
    return figures;
  }
}
