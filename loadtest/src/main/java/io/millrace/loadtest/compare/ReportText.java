package io.millrace.loadtest.compare;

import io.millrace.loadtest.compare.CaseReport.RatioRow;
import io.millrace.loadtest.compare.CaseReport.SystemRow;
import io.millrace.loadtest.compare.CaseReport.TargetRow;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A report as text of at most 120 columns, as a rule. */
final class ReportText {

  private static final String[] PERCENTILES = {"p50", "p95", "p99", "p99.9"};

  private final StringBuilder text = new StringBuilder();

  private ReportText() {}

  static String of(Report report) {
    ReportText text = new ReportText();
    report.machine().forEach((name, value) -> text.line("%-12s %s", name, value));
    text.line(
        "%-12s %d, each %d s after a warm-up of %d s (the first of a system: %d s)",
        "rounds",
        report.rounds(),
        report.seconds(),
        report.warmUpSeconds(),
        Comparison.FIRST_WARM_UPS * report.warmUpSeconds());
    report.notes().forEach(note -> text.line("%-12s %s", "note", note));
    report.cases().forEach(text::add);
    return text.text.toString();
  }

  private void add(CaseReport work) {
    line("");
    line("== %s: %s; %s", work.name(), work.title(), work.load());
    line("   %s", work.extent());
    line(
        "   %-9s %9s %19s %8s %8s %8s %8s %7s %6s %7s",
        "", "req/s", "(min - max)", "p50 ms", "p95", "p99", "p99.9", "errors", "cores", "MB");
    work.systems().forEach(this::system);
    for (SystemRow system : work.systems()) {
      line("   %-9s %s", system.system(), processes(system));
      backlog(system);
      system.readBack().forEach((what, times) -> line("   visible: %-8s %s", what, of(times)));
    }
    for (RatioRow row : work.ratios()) {
      line(
          "   Millrace : %-8s %-5s min %.2f  median %.2f  max %.2f%s",
          row.system(),
          row.of(),
          row.ratio().min(),
          row.ratio().median(),
          row.ratio().max(),
          row.of().equals("rate") ? "" : "  (of times: below 1 is faster)");
    }
    work.targets().forEach(this::target);
  }

  private void system(SystemRow row) {
    Map<String, Double> times = row.answer();
    line(
        "   %-9s %9.0f %19s %8.2f %8.2f %8.2f %8.2f %7d %6.2f %7d",
        row.system(),
        row.rate().median(),
        String.format(Locale.ROOT, "(%.0f - %.0f)", row.rate().min(), row.rate().max()),
        times.getOrDefault("p50", 0.0),
        times.getOrDefault("p95", 0.0),
        times.getOrDefault("p99", 0.0),
        times.getOrDefault("p99.9", 0.0),
        row.errors(),
        row.use().stream().mapToDouble(use -> use.cores()).sum() + row.generatorCores(),
        row.use().stream().mapToLong(use -> use.residentMegabytes()).sum());
  }

  private static String processes(SystemRow row) {
    return row.use().stream()
            .map(
                use ->
                    use.residentMegabytes() == 0
                        ? String.format(Locale.ROOT, "%s %.2f", use.part(), use.cores())
                        : String.format(
                            Locale.ROOT,
                            "%s %.2f/%d",
                            use.part(),
                            use.cores(),
                            use.residentMegabytes()))
            .collect(Collectors.joining(", ", "cores/MB: ", ""))
        + String.format(Locale.ROOT, ", generator %.2f", row.generatorCores());
  }

  private void backlog(SystemRow row) {
    if (row.waiting() > 0 || row.lost() > 0) {
      line(
          "   %-9s waiting at the end of the load %.0f, not processed in time %.0f",
          row.system(), row.waiting(), row.lost());
    }
  }

  private static String of(Map<String, Double> times) {
    StringBuilder line = new StringBuilder();
    for (String percentile : PERCENTILES) {
      line.append(
          String.format(
              Locale.ROOT, "%s %.1f ms  ", percentile, times.getOrDefault(percentile, 0.0)));
    }
    return line.toString().strip();
  }

  private void target(TargetRow row) {
    Double measured = row.measured();
    if (measured == null) {
      line("   %-4s %-28s not measured", row.line(), row.promise());
    } else {
      line(
          "   %-4s %-28s %s: %.2f",
          row.line(), row.promise(), row.met() ? "met" : "NOT MET", measured);
    }
  }

  private void line(String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values).stripTrailing()).append('\n');
  }
}
