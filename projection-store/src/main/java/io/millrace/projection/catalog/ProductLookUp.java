package io.millrace.projection.catalog;

import io.millrace.projection.cache.Caches;
import io.millrace.projection.cache.Entry;
import io.millrace.projection.cache.Loaded;
import io.millrace.projection.cache.LookupCache;
import io.millrace.projection.http.Params;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Products by id and by barcode, remembered as the bytes that are answered. */
@Component
class ProductLookUp {

  private static final byte[] NOTHING = new byte[0];

  private final LookupCache cache;
  private final ProductQuery products;
  private final JsonMapper json;

  ProductLookUp(Caches caches, ProductQuery products, JsonMapper json) {
    this.cache = caches.ofProducts();
    this.products = products;
    this.json = json;
  }

  /** The product; an entry that is nothing where there is none. */
  Mono<Entry> byId(String tenant, String productId) {
    return cache.get(
        ProductKeys.ofId(tenant, productId),
        () ->
            products
                .byId(tenant, productId)
                .map(product -> new Loaded(json.writeValueAsBytes(product), false))
                .defaultIfEmpty(new Loaded(NOTHING, true)));
  }

  /** The first page of the products with a barcode. */
  Mono<Entry> byBarcode(String tenant, String barcode) {
    return cache.get(
        ProductKeys.ofBarcode(tenant, barcode),
        () ->
            products
                .byBarcode(tenant, barcode, null, Params.DEFAULT_LIMIT)
                .map(
                    page ->
                        new Loaded(
                            json.writeValueAsBytes(page.body("products")),
                            page.entries().isEmpty())));
  }

  /** What this process remembers under one of {@link ProductKeys}, or null. */
  @Nullable Entry near(String key) {
    return cache.near(key);
  }

  /** What all processes remember under one of {@link ProductKeys}, or nothing. */
  Mono<Entry> shared(String key) {
    return cache.shared(key);
  }

  /** Has the key asked for anew. */
  void forget(String key) {
    cache.forget(key);
  }
}
