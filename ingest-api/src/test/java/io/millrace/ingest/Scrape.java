package io.millrace.ingest;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Event counters as Prometheus sees them. */
record Scrape(String text) {

  static Scrape of(TestApp app) {
    return new Scrape(app.get("/metrics").body());
  }

  /** The sum over all reasons. */
  long events(String outcome, String kind) {
    return sum("\\{kind=\"%s\".*?\\}".formatted(kind), outcome);
  }

  long events(String outcome, String kind, String reason) {
    return sum("\\{kind=\"%s\",reason=\"%s\"\\}".formatted(kind, reason), outcome);
  }

  private long sum(String labels, String outcome) {
    Matcher matcher =
        Pattern.compile(
                "^millrace_ingest_events_" + outcome + "_total" + labels + " ([0-9.E]+)$",
                Pattern.MULTILINE)
            .matcher(text);
    double sum = 0;
    while (matcher.find()) {
      sum += Double.parseDouble(matcher.group(1));
    }
    return (long) sum;
  }
}
