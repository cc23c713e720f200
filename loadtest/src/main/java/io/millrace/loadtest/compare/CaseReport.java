package io.millrace.loadtest.compare;

import io.millrace.loadtest.compare.Target.Percentile;
import io.millrace.loadtest.compare.machine.PartUse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What one piece of work showed. */
record CaseReport(
    String name,
    String title,
    String load,
    String extent,
    List<SystemRow> systems,
    List<RatioRow> ratios,
    List<TargetRow> targets,
    List<Sample> samples) {

  /**
   * One system; medians over the rounds.
   *
   * @param rate accepted (and processed) a second
   * @param readBack percentiles in milliseconds by what was read back
   * @param errors of all rounds
   */
  record SystemRow(
      String system,
      Spread rate,
      Map<String, Double> answer,
      Map<String, Map<String, Double>> readBack,
      long errors,
      double waiting,
      double lost,
      double generatorCores,
      List<PartUse> use) {}

  /** Millrace's value by another's, paired within rounds. */
  record RatioRow(String system, String of, Spread ratio) {}

  /**
   * One promise.
   *
   * @param measured null when it was not measured
   */
  record TargetRow(String line, String promise, @Nullable Double measured, boolean met) {}

  static CaseReport of(Case work, List<Sample> all) {
    Samples samples = new Samples(all);
    return new CaseReport(
        work.toString(),
        work.title(),
        work.load().toString(),
        work.extent().toString(),
        work.contenders().stream()
            .filter(one -> !samples.of(one).isEmpty())
            .map(one -> system(samples, one))
            .toList(),
        ratios(work, samples),
        work.targets().stream().map(target -> target(target, samples)).toList(),
        samples.all());
  }

  private static SystemRow system(Samples samples, Contender one) {
    Map<String, Map<String, Double>> readBack = new TreeMap<>();
    Sample first = samples.of(one).get(0);
    first.readBack().keySet().forEach(what -> readBack.put(what, latency(samples, one, what)));
    return new SystemRow(
        one.toString(),
        samples.spread(one, Sample::rate).orElseThrow(),
        latency(samples, one, Sample.ANSWER),
        readBack,
        samples.of(one).stream().mapToLong(sample -> sample.outcome().errors()).sum(),
        median(samples, one, Sample::waiting),
        median(samples, one, Sample::lost),
        median(samples, one, Sample::generatorCores),
        first.use().stream()
            .map(PartUse::part)
            .map(
                part ->
                    new PartUse(
                        part,
                        median(samples, one, sample -> sample.cores(part)),
                        Math.round(median(samples, one, sample -> sample.residentMegabytes(part)))))
            .toList());
  }

  private static Map<String, Double> latency(Samples samples, Contender one, String what) {
    return Arrays.stream(Percentile.values())
        .collect(
            Collectors.toMap(
                Percentile::toString,
                percentile -> median(samples, one, sample -> percentile.of(sample.latency(what))),
                (a, b) -> a,
                TreeMap::new));
  }

  private static double median(Samples samples, Contender one, ToDoubleFunction<Sample> value) {
    return samples.spread(one, value).map(Spread::median).orElse(0.0);
  }

  private static List<RatioRow> ratios(Case work, Samples samples) {
    List<RatioRow> rows = new ArrayList<>();
    for (Contender other : work.contenders()) {
      if (other == Contender.MILLRACE) {
        continue;
      }
      if (work.load().isOpen()) {
        for (Percentile percentile : List.of(Percentile.P50, Percentile.P99)) {
          samples
              .ratio(
                  Contender.MILLRACE, other, sample -> percentile.of(sample.latency(Sample.ANSWER)))
              .ifPresent(
                  ratio -> rows.add(new RatioRow(other.toString(), percentile.toString(), ratio)));
        }
      } else {
        samples
            .ratio(Contender.MILLRACE, other, Sample::rate)
            .ifPresent(ratio -> rows.add(new RatioRow(other.toString(), "rate", ratio)));
      }
    }
    return rows;
  }

  private static TargetRow target(Target target, Samples samples) {
    return target
        .measured(samples)
        .map(
            measured ->
                new TargetRow(target.line(), target.promise(), measured, target.isMet(measured)))
        .orElseGet(() -> new TargetRow(target.line(), target.promise(), null, false));
  }
}
