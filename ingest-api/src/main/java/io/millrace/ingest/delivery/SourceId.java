package io.millrace.ingest.delivery;

import io.millrace.schemas.event.Keys;

/**
 * A source of a tenant: a source key that is deleted may come back as another tenant's.
 *
 * @param tenant whose source
 * @param sourceKey the last part of its URL
 */
record SourceId(String tenant, String sourceKey) {

  /** Both as one key, as record keys are made. */
  String key() {
    return Keys.of(tenant, sourceKey);
  }
}
