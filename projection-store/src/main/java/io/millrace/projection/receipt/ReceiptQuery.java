package io.millrace.projection.receipt;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import io.millrace.projection.freshness.ProjectionInputs;
import io.millrace.projection.http.Cursor;
import io.millrace.projection.http.Page;
import io.millrace.projection.query.Columns;
import io.millrace.projection.query.ReadDatabase;
import io.millrace.projection.query.Sql;
import io.millrace.schemas.topic.Topics;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Receipts, the newest first. */
@Component
class ReceiptQuery {

  static final ProjectionInputs PROJECTION = ProjectionInputs.of("receipts", Topics.SALES_RECEIPTS);

  /** A sale has a handful. */
  private static final int MOST_REFUNDS = 1_000;

  private static final String RECEIPTS =
      """
      select store_id, receipt_id, terminal_id, shift_id, receipt_number, type, occurred_at,
        currency, discount, total, customer_id, employee_id, refund_of, lines::text as lines,
        payments::text as payments
      from receipt where tenant = ?
      """;

  /** What took back a sale, or part of it. */
  record Refund(String receiptId, Instant occurredAt, long total) {}

  /**
   * A receipt as the terminal recorded it.
   *
   * @param refundOf of a refund, the sale it takes back
   * @param refunds of a sale that is looked at alone, what took it back
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Receipt(
      String receiptId,
      String storeId,
      @Nullable String terminalId,
      @Nullable String shiftId,
      @Nullable String receiptNumber,
      String type,
      Instant occurredAt,
      @Nullable String currency,
      @JsonRawValue String items,
      long discount,
      long total,
      @JsonRawValue String payments,
      @Nullable String customerId,
      @Nullable String employeeId,
      @Nullable String refundOf,
      @Nullable List<Refund> refunds) {

    Receipt with(List<Refund> all) {
      return new Receipt(
          receiptId,
          storeId,
          terminalId,
          shiftId,
          receiptNumber,
          type,
          occurredAt,
          currency,
          items,
          discount,
          total,
          payments,
          customerId,
          employeeId,
          refundOf,
          all);
    }
  }

  /** Which receipts are wanted; null does not narrow. */
  record Filter(
      @Nullable String storeId,
      @Nullable String terminalId,
      @Nullable String number,
      @Nullable Instant from,
      @Nullable Instant to) {}

  /** With the id, where a receipt is kept. */
  private record Place(String storeId, Instant occurredAt) {}

  private final ReadDatabase database;

  ReceiptQuery(ReadDatabase database) {
    this.database = database;
  }

  /** A page of receipts; {@code after} is the time, receipt and store a page ended with. */
  Mono<Page<Receipt>> list(String tenant, Filter filter, @Nullable List<String> after, int limit) {
    Sql sql =
        Sql.of(RECEIPTS, tenant)
            .addIf("and store_id = ?", filter.storeId)
            .addIf("and terminal_id = ?", filter.terminalId)
            .addIf("and receipt_number = ?", filter.number)
            .addIf("and occurred_at >= ?", filter.from)
            .addIf("and occurred_at < ?", filter.to);
    if (after != null) {
      Instant time = Cursor.time(after.get(0));
      sql.add(
          "and occurred_at <= ? and (occurred_at < ? or (receipt_id, store_id) > (?, ?))",
          time,
          time,
          after.get(1),
          after.get(2));
    }
    sql.add("order by occurred_at desc, receipt_id, store_id limit ?", limit + 1);
    return database
        .list(sql, ReceiptQuery::receipt)
        .map(
            receipts ->
                Page.of(
                    receipts,
                    limit,
                    last ->
                        Cursor.encode(
                            last.occurredAt().toString(), last.receiptId(), last.storeId())));
  }

  /** The receipts of this id: one, unless several stores use it; two are enough to tell. */
  Mono<List<Receipt>> byId(String tenant, String receiptId, @Nullable String storeId) {
    Sql known =
        Sql.of(
                "select store_id, occurred_at from receipt_identity where tenant = ?"
                    + " and receipt_id = ?",
                tenant,
                receiptId)
            .addIf("and store_id = ?", storeId)
            .add("order by store_id limit 2");
    return database
        .list(
            known,
            row -> new Place(Columns.text(row, "store_id"), Columns.time(row, "occurred_at")))
        .flatMapMany(Flux::fromIterable)
        .concatMap(place -> at(tenant, receiptId, place))
        .collectList();
  }

  /** In two steps, so that the second is planned for the one partition that the first names. */
  private Mono<Receipt> at(String tenant, String receiptId, Place place) {
    return database.first(
        Sql.of(RECEIPTS, tenant)
            .add("and store_id = ? and occurred_at = ?", place.storeId, place.occurredAt)
            .add("and receipt_id = ?", receiptId),
        ReceiptQuery::receipt);
  }

  /** The receipt; a sale with what took it back, the oldest first. */
  Mono<Receipt> withRefunds(String tenant, Receipt receipt) {
    if (!receipt.type().equals("sale")) {
      return Mono.just(receipt);
    }
    return database
        .list(
            Sql.of(
                "select receipt_id, occurred_at, total from receipt where tenant = ?"
                    + " and store_id = ? and refund_of = ?"
                    + " order by occurred_at, receipt_id limit "
                    + MOST_REFUNDS,
                tenant,
                receipt.storeId(),
                receipt.receiptId()),
            ReceiptQuery::refund)
        .map(receipt::with);
  }

  private static Refund refund(Readable row) {
    return new Refund(
        Columns.text(row, "receipt_id"),
        Columns.time(row, "occurred_at"),
        Columns.number(row, "total"));
  }

  private static Receipt receipt(Readable row) {
    return new Receipt(
        Columns.text(row, "receipt_id"),
        Columns.text(row, "store_id"),
        Columns.textOrNull(row, "terminal_id"),
        Columns.textOrNull(row, "shift_id"),
        Columns.textOrNull(row, "receipt_number"),
        Columns.text(row, "type"),
        Columns.time(row, "occurred_at"),
        Columns.textOrNull(row, "currency"),
        Columns.text(row, "lines"),
        Columns.number(row, "discount"),
        Columns.number(row, "total"),
        Columns.text(row, "payments"),
        Columns.textOrNull(row, "customer_id"),
        Columns.textOrNull(row, "employee_id"),
        Columns.textOrNull(row, "refund_of"),
        null);
  }
}
