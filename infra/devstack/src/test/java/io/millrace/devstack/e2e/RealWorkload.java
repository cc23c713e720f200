package io.millrace.devstack.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.devstack.e2e.Invoice.Line;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.csv.CsvMapper;
import tools.jackson.dataformat.csv.CsvSchema;

/**
 * Real invoices (UCI Online Retail) and real GitHub webhooks, from the folder {@code shared/data}
 * beside the project. A number starting with {@code C} is a refund; a line with price 0 and a
 * negative quantity on an ordinary number is a write-off, not a sale.
 */
final class RealWorkload {

  private static final JsonMapper JSON = new JsonMapper();

  private RealWorkload() {}

  /** The workload, or empty where the folder is not there. */
  static Optional<Workload> find(Path projectRoot, ZoneId zone) {
    Path data = projectRoot.resolveSibling("shared").resolve("data");
    Path invoices = data.resolve("online-retail.csv.gz");
    Path webhooks = data.resolve("github-webhooks.ndjson.gz");
    if (!Files.exists(invoices) || !Files.exists(webhooks)) {
      return Optional.empty();
    }
    try {
      return Optional.of(read(invoices, webhooks, zone));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Workload read(Path invoices, Path webhooks, ZoneId zone) throws IOException {
    Map<String, List<Map<String, String>>> byNumber = new LinkedHashMap<>();
    try (Reader in = open(invoices)) {
      CsvMapper.builder()
          .build()
          .readerForMapOf(String.class)
          .with(CsvSchema.emptySchema().withHeader())
          .<Map<String, String>>readValues(in)
          .forEachRemaining(
              row ->
                  byNumber.computeIfAbsent(row.get("InvoiceNo"), n -> new ArrayList<>()).add(row));
    }
    List<Invoice> receipts = new ArrayList<>();
    List<Movement> movements = new ArrayList<>();
    byNumber.forEach((number, rows) -> convert(number, rows, zone, receipts, movements));
    List<Delivery> deliveries = deliveries(webhooks);
    return new Workload(
        "%d real invoices, %d real webhooks".formatted(byNumber.size(), deliveries.size()),
        receipts,
        movements,
        deliveries);
  }

  private static void convert(
      String number,
      List<Map<String, String>> rows,
      ZoneId zone,
      List<Invoice> receipts,
      List<Movement> movements) {
    boolean refund = number.startsWith("C");
    Instant occurredAt =
        LocalDateTime.parse(rows.get(0).get("InvoiceDate")).atZone(zone).toInstant();
    List<Line> lines = new ArrayList<>();
    for (Map<String, String> row : rows) {
      long quantity = Long.parseLong(row.get("Quantity"));
      long price = new BigDecimal(row.get("UnitPrice")).movePointRight(2).longValueExact();
      String product = row.get("StockCode");
      if (!refund && quantity < 0 && price == 0) {
        String id = number + "-" + movements.size();
        movements.add(new Movement(id, product, quantity, "writeoff", occurredAt));
      } else {
        lines.add(new Line(product, row.get("Description"), Math.abs(quantity), price));
      }
    }
    if (!lines.isEmpty()) {
      receipts.add(new Invoice(number, refund, occurredAt, lines));
    }
  }

  private static List<Delivery> deliveries(Path webhooks) throws IOException {
    List<Delivery> deliveries = new ArrayList<>();
    try (BufferedReader in = new BufferedReader(open(webhooks))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        JsonNode webhook = JSON.readTree(line);
        deliveries.add(
            new Delivery(
                "delivery-" + deliveries.size(),
                webhook.get("event").asString(),
                webhook.get("payload").toString().getBytes(UTF_8)));
      }
    }
    return deliveries;
  }

  private static Reader open(Path gzip) throws IOException {
    return new InputStreamReader(new GZIPInputStream(Files.newInputStream(gzip)), UTF_8);
  }
}
