package io.millrace.projection.catalog;

import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * What one or several stores have in common.
 *
 * @param zone where their days begin
 * @param currency what they sell in, or null where it is not known or not one
 */
public record StoreTerms(ZoneId zone, @Nullable String currency) {

  /** The zone as people write it. */
  public String timezone() {
    return zone.equals(ZoneOffset.UTC) ? "UTC" : zone.getId();
  }
}
