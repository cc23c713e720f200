package io.millrace.projection.sink;

import io.millrace.schemas.event.Keys;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.projection.v1.InputPosition;
import io.millrace.schemas.projection.v1.LateFact;
import io.millrace.schemas.projection.v1.ShiftState;
import io.millrace.schemas.topic.Topics;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * What a topology says of shifts whose day it has let go of: openings in time or late, closings
 * that are late, and repetitions of both that it no longer knows. The first of each counts.
 */
final class ShiftHistory {

  private static final Instant AT = Instant.parse("2026-01-05T08:00:00Z");
  private static final int SHIFTS = 12;

  final Log rows;

  /** Opening and closing cash by shift. */
  final Map<String, String> expected = new TreeMap<>();

  private final String tenant;

  ShiftHistory(Random random, String tenant, int partition) {
    this.tenant = tenant;
    this.rows = new Log(Topics.PROJECTION_SHIFTS, partition);
    List<Deque<ShiftState.Builder>> shifts = new ArrayList<>();
    for (int i = 0; i < SHIFTS; i++) {
      shifts.add(new ArrayDeque<>(shift("s-" + i, random)));
    }
    while (!shifts.isEmpty()) {
      Deque<ShiftState.Builder> shift = shifts.get(random.nextInt(shifts.size()));
      add(shift.remove(), partition);
      shifts.removeIf(Deque::isEmpty);
    }
  }

  private List<ShiftState.Builder> shift(String id, Random random) {
    List<ShiftState.Builder> events = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      events.add(late(opened(id, 1 + random.nextInt(99)), id + "/opened"));
      events.add(late(closed(id, 1 + random.nextInt(99)), id + "/closed"));
    }
    Collections.shuffle(events, random);
    if (random.nextBoolean()) {
      events.add(
          0,
          opened(id, 1 + random.nextInt(99))
              .setStart(Timestamps.of(AT.truncatedTo(ChronoUnit.DAYS))));
    }
    long opening =
        events.stream()
            .filter(ShiftState.Builder::hasOpenedAt)
            .findFirst()
            .orElseThrow()
            .getOpeningCash();
    long closing =
        events.stream()
            .filter(ShiftState.Builder::hasClosedAt)
            .findFirst()
            .orElseThrow()
            .getClosingCash();
    expected.put(id, opening + "/" + closing);
    return events;
  }

  private void add(ShiftState.Builder row, int partition) {
    InputPosition position =
        InputPosition.newBuilder()
            .setTopic(Topics.SALES_SHIFTS.name())
            .setPartition(partition)
            .setOffset(rows.end())
            .setIngestedAt(Timestamps.of(AT))
            .build();
    if (row.hasLate()) {
      row.getLateBuilder().setPosition(position);
    }
    rows.add(row.setInput(position).build());
  }

  private ShiftState.Builder late(ShiftState.Builder row, String id) {
    return row.setLate(
        LateFact.newBuilder()
            .setIdentity(Keys.of("shift", "/tenants/" + tenant + "/stores/s", id)));
  }

  private ShiftState.Builder opened(String id, long cash) {
    return row(id).setOpenedAt(Timestamps.of(AT)).setOpeningCash(cash);
  }

  private ShiftState.Builder closed(String id, long cash) {
    return row(id).setClosedAt(Timestamps.of(AT.plusSeconds(60))).setClosingCash(cash);
  }

  private ShiftState.Builder row(String id) {
    return ShiftState.newBuilder()
        .setTenant(tenant)
        .setStoreId("s")
        .setShiftId(id)
        .setFirstAt(Timestamps.of(AT))
        .setRevision(1);
  }
}
