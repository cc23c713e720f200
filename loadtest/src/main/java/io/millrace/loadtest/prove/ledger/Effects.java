package io.millrace.loadtest.prove.ledger;

import io.millrace.loadtest.prove.ledger.Figure.Measure;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What the read API must come to, computed from the topics alone: each identity has the effect of
 * its first record, and a webhook that came again counts as a duplicate in the minute it came.
 */
final class Effects {

  private final Cells cells = new Cells();
  private final SaleEffects sales = new SaleEffects(cells);
  private final StockEffects stock = new StockEffects(cells);
  private final ChatEffects chat = new ChatEffects(cells);
  private final NotificationEffects notifications = new NotificationEffects(cells);

  private Effects() {}

  static List<Figure> of(Evidence run) {
    Effects effects = new Effects();
    Set<String> seen = new HashSet<>();
    for (Stored entry : run.stored()) {
      boolean first = seen.add(entry.identity());
      if (entry.kind() == Kind.WEBHOOK) {
        effects.delivered(entry, first);
      } else if (first) {
        effects.counted(entry);
      }
    }
    effects.answered(run.answers());
    effects.sales.finish();
    effects.stock.finish(run.thresholds());
    effects.stock.alert(run.levels(), run.thresholds(), effects.notifications);
    effects.chat.finish();
    effects.notifications.finish();
    return effects.cells.figures();
  }

  private void delivered(Stored delivery, boolean first) {
    String minute =
        Figure.row(delivery.key(), delivery.ingestedAt().truncatedTo(ChronoUnit.MINUTES));
    if (first) {
      cells.add(Projection.WEBHOOK_STATS, minute, Measure.ACCEPTED, 1);
      cells.add(Projection.WEBHOOK_STATS, minute, Measure.BYTES, delivery.amount());
      String byType = Figure.row(minute, delivery.type());
      cells.add(Projection.WEBHOOK_STATS, byType, Measure.ACCEPTED, 1);
    } else {
      cells.add(Projection.WEBHOOK_STATS, minute, Measure.DUPLICATES, 1);
    }
  }

  private void counted(Stored entry) {
    Content content = entry.content();
    if (content.sale() != null) {
      sales.sold(entry.key(), content.sale());
      stock.sold(entry.key(), entry.id(), content.sale());
    }
    if (content.movement() != null) {
      stock.moved(entry.key(), entry.id(), content.movement());
    }
    if (content.shift() != null) {
      sales.shift(entry.key(), content.shift());
    }
    if (content.message() != null) {
      chat.said(entry.key(), entry.id(), content.message());
      notifications.said(content.message());
    }
    if (content.mark() != null) {
      chat.read(entry.key(), content.mark());
    }
  }

  private void answered(List<Answer> answers) {
    Set<String> ended = new HashSet<>();
    for (Answer answer : answers) {
      if (ended.add(answer.id())) {
        used(answer);
        if (!answer.status().equals("cancelled")) {
          notifications.told(answer.key(), "ai");
        }
      }
    }
  }

  private void used(Answer answer) {
    Answer.Use use = answer.use();
    String row =
        Figure.row(
            Figure.row(use.model(), use.priority()), use.endedAt().truncatedTo(ChronoUnit.HOURS));
    cells.add(Projection.AI_USAGE, row, Measure.ENDED, 1);
    cells.add(Projection.AI_USAGE, row, Measure.FAILED, answer.status().equals("failed") ? 1 : 0);
    cells.add(
        Projection.AI_USAGE, row, Measure.CANCELLED, answer.status().equals("cancelled") ? 1 : 0);
    cells.add(Projection.AI_USAGE, row, Measure.FALLBACKS, use.fallback() ? 1 : 0);
    cells.add(Projection.AI_USAGE, Figure.row(row, "prompt"), Measure.TOKENS, use.promptTokens());
    cells.add(
        Projection.AI_USAGE, Figure.row(row, "completion"), Measure.TOKENS, use.completionTokens());
    cells.add(Projection.AI_USAGE, Figure.row(row, "wait"), Measure.MILLIS, use.waitMs());
    cells.add(Projection.AI_USAGE, Figure.row(row, "process"), Measure.MILLIS, use.processMs());
  }
}
