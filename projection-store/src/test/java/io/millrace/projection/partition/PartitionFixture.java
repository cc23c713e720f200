package io.millrace.projection.partition;

import io.millrace.projection.database.DatabaseFixture;

/** Opens what is package-private to the tests of other packages. */
public final class PartitionFixture {

  private PartitionFixture() {}

  public static Retention retention(String url) {
    return new Retention(DatabaseFixture.maintenance(url));
  }
}
