package io.millrace.projection.sink;

import com.google.protobuf.Message;
import io.millrace.projection.sink.LateTable.Day;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.projection.v1.InputPosition;
import io.millrace.schemas.projection.v1.LateFact;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Facts of some days, some of them late or there twice, and what a topology says of them: absolute
 * rows while it knows the day, else a late row for each fact it does not know.
 */
final class LateHistory {

  private static final Instant FIRST_DAY = Instant.parse("2026-01-01T00:00:00Z");
  private static final int LENGTH = 80;
  private static final int DAYS = 10;

  /** Days, and steps of the history, after which a topology knows nothing any more. */
  private static final int GRACE_DAYS = 2;

  private static final int MEMORY = LENGTH * GRACE_DAYS / DAYS + LENGTH / DAYS;

  final Log facts;
  final Log rows;

  /** Facts and what they add up to by day, each fact once. */
  final Map<String, String> expected = new TreeMap<>();

  private final String tenant;
  private final LateTable table;
  private final Map<Integer, Day> known = new HashMap<>();

  private record Sale(String id, int day, long total) {}

  LateHistory(Random random, String tenant, int partition, LateTable table) {
    this.tenant = tenant;
    this.table = table;
    this.facts = new Log(table.origin().topic(), partition);
    this.rows = new Log(table.topic(), partition);
    List<Sale> sales = new ArrayList<>();
    Map<String, Integer> remembered = new HashMap<>();
    Map<Integer, long[]> sums = new TreeMap<>();
    for (int step = 0; step < LENGTH; step++) {
      int today = step * DAYS / LENGTH;
      boolean again = !sales.isEmpty() && random.nextInt(3) == 0;
      Sale sale =
          again
              ? sales.get(random.nextInt(sales.size()))
              : new Sale("r-" + step, random.nextInt(today + 1), random.nextInt(1_000));
      boolean retired = sale.day < today - GRACE_DAYS;
      facts.add(table.origin().message().apply(fact(sale)));
      if (again && step - remembered.get(sale.id) < MEMORY) {
        rows.add(repeat(sale, step, partition));
      } else if (retired) {
        rows.add(late(sale, step, partition));
        remembered.put(sale.id, step);
      } else {
        rows.add(count(sale, step, partition));
        remembered.put(sale.id, step);
      }
      if (!again) {
        sales.add(sale);
        long[] sum = sums.computeIfAbsent(sale.day, day -> new long[2]);
        sum[0]++;
        sum[1] += sale.total;
      }
    }
    sums.forEach((day, sum) -> expected.put(start(day).toString(), sum[0] + "/" + sum[1]));
  }

  private LateOrigin.Fact fact(Sale sale) {
    return new LateOrigin.Fact(
        tenant, sale.id, start(sale.day).plus(1, ChronoUnit.HOURS), sale.total);
  }

  private Message count(Sale sale, int step, int partition) {
    Day day = known.getOrDefault(sale.day, Day.empty(tenant, start(sale.day))).plus(sale.total);
    known.put(sale.day, day);
    return with(table.row().apply(day), "input", input(step, partition));
  }

  private Message repeat(Sale sale, int step, int partition) {
    Day day = known.get(sale.day);
    Message empty = table.row().apply(Day.empty(tenant, FIRST_DAY)).getDefaultInstanceForType();
    return with(
        day == null ? with(empty, "late", LateFact.getDefaultInstance()) : table.row().apply(day),
        "input",
        input(step, partition));
  }

  private Message late(Sale sale, int step, int partition) {
    InputPosition position = input(step, partition);
    LateFact fact =
        LateFact.newBuilder()
            .setIdentity(table.origin().identity(fact(sale)))
            .setPosition(position)
            .build();
    Day alone = Day.empty(tenant, start(sale.day)).plus(sale.total);
    return with(with(table.row().apply(alone), "late", fact), "input", position);
  }

  private static Message with(Message row, String field, Message value) {
    return row.toBuilder()
        .setField(row.getDescriptorForType().findFieldByName(field), value)
        .build();
  }

  private InputPosition input(int step, int partition) {
    return InputPosition.newBuilder()
        .setTopic(table.origin().topic().name())
        .setPartition(partition)
        .setOffset(step)
        .setIngestedAt(Timestamps.of(FIRST_DAY.plusSeconds(step)))
        .build();
  }

  private static Instant start(int day) {
    return FIRST_DAY.plus(day, ChronoUnit.DAYS);
  }
}
