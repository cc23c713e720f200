package io.millrace.loadtest.prove.ledger;

import io.millrace.loadtest.prove.ledger.Figure.Measure;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Figures as they are summed. */
final class Cells {

  private record Cell(Projection projection, String row, Measure measure) {}

  private final Map<Cell, Long> cells = new LinkedHashMap<>();

  void add(Projection projection, String row, Measure measure, long value) {
    cells.merge(new Cell(projection, row, measure), value, Math::addExact);
  }

  List<Figure> figures() {
    return cells.entrySet().stream()
        .map(
            entry -> {
              Cell cell = entry.getKey();
              return new Figure(cell.projection, cell.row, cell.measure, entry.getValue());
            })
        .toList();
  }
}
