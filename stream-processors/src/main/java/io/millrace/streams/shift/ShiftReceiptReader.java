package io.millrace.streams.shift;

import io.millrace.schemas.projection.v1.ShiftState;
import io.millrace.schemas.projection.v1.ShiftTakings;
import io.millrace.schemas.sales.v1.Receipt;
import io.millrace.streams.projection.Change;
import io.millrace.streams.projection.FactReader;
import io.millrace.streams.receipt.ReceiptFact;
import java.util.List;
import org.apache.kafka.streams.processor.api.Record;

/** A receipt adds to the takings of the shift it names, also before that shift is known. */
final class ShiftReceiptReader implements FactReader<Receipt, ShiftState> {

  @Override
  public String identity(Record<String, Receipt> record) {
    return ReceiptFact.identity(record);
  }

  @Override
  public List<? extends Change<ShiftState>> changes(Record<String, Receipt> record) {
    ReceiptFact fact = ReceiptFact.of(record);
    Receipt receipt = fact.receipt();
    if (receipt.getShiftId().isEmpty()) {
      return List.of(NoShift.of(receipt));
    }
    return List.of(
        ShiftChange.of(
            receipt.getTenant(),
            receipt.getStoreId(),
            receipt.getShiftId(),
            receipt.getOccurredAt(),
            shift -> take(fact, takings(shift, receipt.getCurrency()))));
  }

  private static ShiftTakings.Builder takings(ShiftState.Builder shift, String currency) {
    for (int i = 0; i < shift.getTakingsCount(); i++) {
      if (shift.getTakings(i).getCurrency().equals(currency)) {
        return shift.getTakingsBuilder(i);
      }
    }
    return shift.addTakingsBuilder().setCurrency(currency);
  }

  private static void take(ReceiptFact fact, ShiftTakings.Builder takings) {
    if (fact.refund()) {
      takings.setRefunds(takings.getRefunds() + 1);
    } else {
      takings.setReceipts(takings.getReceipts() + 1);
    }
    takings.setRevenue(Math.addExact(takings.getRevenue(), fact.sold(fact.receipt().getTotal())));
    fact.paidByMethod()
        .forEach(
            (method, amount) ->
                takings.putByMethod(
                    method, Math.addExact(takings.getByMethodOrDefault(method, 0), amount)));
  }
}
