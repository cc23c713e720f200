package io.millrace.projection.catalog;

import io.millrace.projection.cache.Caches;
import io.millrace.projection.cache.Evictions;
import io.millrace.projection.sink.Write;
import io.millrace.schemas.catalog.v1.Product;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Evicts what changes from the cache: the product, its barcode, and the one it had before. */
@Component
final class ProductEvictions implements ProductChanges {

  private static final int MOST = 1_000;

  private final Evictions evictions;
  private final ProductBarcodesQuery barcodes;
  private final ThreadLocal<Evictions.@Nullable Change> underWay = new ThreadLocal<>();

  ProductEvictions(Caches caches, ProductBarcodesQuery barcodes) {
    this.evictions = caches.evictionsOfProducts();
    this.barcodes = barcodes;
  }

  @Override
  public List<Write> writing(List<Change<Product>> changes) {
    if (changes.isEmpty()) {
      underWay.remove();
      return List.of();
    }
    Evictions.Change change = keys(changes).map(evictions::begin).orElseGet(evictions::beginOfAll);
    underWay.set(change);
    return change.writes();
  }

  @Override
  public void written() {
    Evictions.Change change = underWay.get();
    if (change != null) {
      underWay.remove();
      change.committed();
    }
  }

  /** What answers depend on; empty where that is too much, or not known. */
  private Optional<Collection<String>> keys(List<Change<Product>> changes) {
    if (changes.size() > MOST) {
      return Optional.empty();
    }
    Set<String> keys = new LinkedHashSet<>();
    for (Change<Product> change : changes) {
      keys.add(ProductKeys.ofId(change.id(0), change.id(1)));
      keys.add(ProductKeys.ofTenant(change.id(0)));
      if (change.value() != null && !change.value().getBarcode().isEmpty()) {
        keys.add(ProductKeys.ofBarcode(change.id(0), change.value().getBarcode()));
      }
    }
    return barcodes
        .before(changes)
        .map(
            before -> {
              keys.addAll(before);
              return keys;
            });
  }
}
