package io.millrace.ingest.catalog;

import io.millrace.ingest.event.Envelope;
import io.millrace.ingest.event.Event;
import io.millrace.ingest.event.EventKind;
import io.millrace.ingest.intake.Call;
import io.millrace.ingest.json.Fields;
import io.millrace.schemas.catalog.v1.Product;
import io.millrace.schemas.event.Keys;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.topic.Topics;
import org.jspecify.annotations.Nullable;

/** Products: the newest state of each, or its deletion. */
final class Products {

  private static final long MOST_MONEY = 1_000_000_000_000L;

  /** Percent in hundredths. */
  private static final long MOST_TAX = 10_000;

  private Products() {}

  static Event put(Fields body, Call call) {
    String id = call.pathId("productId");
    Envelope envelope = call.envelope();
    Product.Builder product =
        Product.newBuilder()
            .setTenant(envelope.tenant())
            .setProductId(id)
            .setName(body.text("name", 1_000))
            .setDescription(body.optionalText("description", 20_000))
            .setBarcode(body.optionalId("barcode"))
            .setSku(body.optionalId("sku"))
            .setCategoryId(body.optionalId("categoryId"))
            .setPrice(body.money("price"))
            .setUnit(body.optionalText("unit", 32))
            .setIsActive(body.flag("isActive", true))
            .setUpdatedAt(Timestamps.of(envelope.now()));
    Long cost = body.optionalInteger("cost", 0, MOST_MONEY);
    if (cost != null) {
      product.setCost(cost);
    }
    Long tax = body.optionalHundredths("taxRate", 0, MOST_TAX);
    if (tax != null) {
      product.setTaxRateBp(tax.intValue());
    }
    Long threshold = body.optionalThousandths("lowStockThreshold", 0);
    if (threshold != null) {
      product.setLowStockThresholdMilli(threshold);
    }
    return event(call, id, product.build());
  }

  static Event delete(Call call) {
    return event(call, call.pathId("productId"), null);
  }

  private static Event event(Call call, String id, @Nullable Product product) {
    Envelope envelope = call.envelope();
    return envelope
        .event(
            EventKind.PRODUCT,
            Topics.CATALOG_PRODUCTS,
            Keys.of(envelope.tenant(), id),
            envelope.source(),
            call.changeId(),
            product)
        .named(call.idempotencyKey() != null)
        .knownAs(id);
  }
}
