package io.millrace.projection.reads;

import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import io.millrace.schemas.projection.v1.ProductSales;
import io.millrace.schemas.projection.v1.SalesBreakdown;
import io.millrace.schemas.projection.v1.SalesBucket;
import io.millrace.schemas.sales.v1.Receipt;
import io.millrace.schemas.sales.v1.ReceiptLine;
import io.millrace.schemas.sales.v1.ReceiptType;
import io.millrace.schemas.topic.TopicSpec;
import io.millrace.schemas.topic.Topics;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The rows that the topologies would write: for each receipt, each row it touches, with the next
 * revision.
 */
final class MonthRows {

  private static final long QUARTER = 15 * 60;
  private static final long DAY = 24 * 60 * 60;

  private final Map<String, Message> newest = new LinkedHashMap<>();
  private final Map<TopicSpec, List<Message>> written = new LinkedHashMap<>();

  Map<TopicSpec, List<Message>> written() {
    return written;
  }

  void add(Receipt receipt) {
    bucket(Topics.PROJECTION_SALES_BY_HOUR, receipt, QUARTER);
    bucket(Topics.PROJECTION_SALES_BY_DAY, receipt, DAY);
    receipt.getLinesList().stream()
        .map(ReceiptLine::getProductId)
        .distinct()
        .forEach(product -> product(receipt, product));
    String method =
        receipt.getPaymentsCount() == 0
            ? "unknown"
            : receipt.getPayments(0).getMethod().name().replace("PAYMENT_METHOD_", "");
    breakdown(receipt, "payment", method.toLowerCase(Locale.ROOT));
    breakdown(receipt, "employee", receipt.getEmployeeId());
  }

  private void bucket(TopicSpec topic, Receipt receipt, long grain) {
    Timestamp start = start(receipt, grain);
    long units = receipt.getLinesList().stream().mapToLong(ReceiptLine::getQuantityMilli).sum();
    this.<SalesBucket>write(
        topic,
        List.of(receipt.getStoreId(), receipt.getCurrency(), start),
        SalesBucket.newBuilder()
            .setTenant(receipt.getTenant())
            .setStoreId(receipt.getStoreId())
            .setCurrency(receipt.getCurrency())
            .setStart(start)
            .build(),
        row ->
            row.toBuilder()
                .setReceipts(row.getReceipts() + (refund(receipt) ? 0 : 1))
                .setRefunds(row.getRefunds() + (refund(receipt) ? 1 : 0))
                .setUnitsMilli(row.getUnitsMilli() + sign(receipt) * units)
                .setRevenue(row.getRevenue() + sign(receipt) * receipt.getTotal())
                .setRevision(row.getRevision() + 1)
                .build());
  }

  private void product(Receipt receipt, String product) {
    Timestamp start = start(receipt, QUARTER);
    List<ReceiptLine> lines =
        receipt.getLinesList().stream()
            .filter(line -> line.getProductId().equals(product))
            .toList();
    long units = lines.stream().mapToLong(ReceiptLine::getQuantityMilli).sum();
    long amount = lines.stream().mapToLong(ReceiptLine::getAmount).sum();
    this.<ProductSales>write(
        Topics.PROJECTION_PRODUCT_SALES,
        List.of(receipt.getStoreId(), receipt.getCurrency(), product, start),
        ProductSales.newBuilder()
            .setTenant(receipt.getTenant())
            .setStoreId(receipt.getStoreId())
            .setCurrency(receipt.getCurrency())
            .setProductId(product)
            .setStart(start)
            .build(),
        row ->
            row.toBuilder()
                .setUnitsMilli(row.getUnitsMilli() + sign(receipt) * units)
                .setRevenue(row.getRevenue() + sign(receipt) * amount)
                .setRevision(row.getRevision() + 1)
                .build());
  }

  private void breakdown(Receipt receipt, String dimension, String value) {
    Timestamp start = start(receipt, QUARTER);
    long total = sign(receipt) * receipt.getTotal();
    this.<SalesBreakdown>write(
        Topics.PROJECTION_SALES_BREAKDOWN,
        List.of(receipt.getStoreId(), receipt.getCurrency(), dimension, value, start),
        SalesBreakdown.newBuilder()
            .setTenant(receipt.getTenant())
            .setStoreId(receipt.getStoreId())
            .setCurrency(receipt.getCurrency())
            .setDimension(dimension)
            .setValue(value)
            .setStart(start)
            .build(),
        row ->
            row.toBuilder()
                .setReceipts(row.getReceipts() + (refund(receipt) ? 0 : 1))
                .setRefunds(row.getRefunds() + (refund(receipt) ? 1 : 0))
                .setAmount(row.getAmount() + total)
                .setRevenue(row.getRevenue() + total)
                .setRevision(row.getRevision() + 1)
                .build());
  }

  @SuppressWarnings("unchecked") // a topic's rows are of one type
  private <R extends Message> void write(
      TopicSpec topic, List<Object> key, R empty, UnaryOperator<R> change) {
    R row = change.apply((R) newest.getOrDefault(topic.name() + key, empty));
    newest.put(topic.name() + key, row);
    written.computeIfAbsent(topic, name -> new ArrayList<>()).add(row);
  }

  private static Timestamp start(Receipt receipt, long grain) {
    return Timestamp.newBuilder()
        .setSeconds(receipt.getOccurredAt().getSeconds() / grain * grain)
        .build();
  }

  private static boolean refund(Receipt receipt) {
    return receipt.getType() == ReceiptType.RECEIPT_TYPE_REFUND;
  }

  private static long sign(Receipt receipt) {
    return refund(receipt) ? -1 : 1;
  }
}
