package io.millrace.loadtest.compare;

import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** The turns of all systems at one piece of work. */
record Samples(List<Sample> all) {

  Samples {
    all = List.copyOf(all);
  }

  List<Sample> of(Contender contender) {
    return all.stream().filter(sample -> sample.contender() == contender).toList();
  }

  /** Over the rounds; empty when the system had no turn. */
  Optional<Spread> spread(Contender contender, ToDoubleFunction<Sample> value) {
    double[] values = of(contender).stream().mapToDouble(value).toArray();
    return values.length == 0 ? Optional.empty() : Optional.of(Spread.of(values));
  }

  /** One value by another of the same round; empty when no round has both. */
  Optional<Spread> ratio(Contender one, Contender other, ToDoubleFunction<Sample> value) {
    double[] ratios =
        of(one).stream()
            .flatMap(
                ours ->
                    of(other).stream()
                        .filter(theirs -> theirs.round() == ours.round())
                        .filter(theirs -> value.applyAsDouble(theirs) > 0)
                        .map(theirs -> value.applyAsDouble(ours) / value.applyAsDouble(theirs)))
            .mapToDouble(Double::doubleValue)
            .toArray();
    return ratios.length == 0 ? Optional.empty() : Optional.of(Spread.of(ratios));
  }
}
