package io.millrace.projection.sink;

import io.millrace.schemas.event.Keys;
import io.millrace.schemas.projection.v1.LateFact;
import java.util.List;

/**
 * Who a late fact is.
 *
 * @param kind as in {@code receipt}
 * @param id within its store
 */
public record LateIdentity(String kind, String id) {

  private static final String RECEIPT = "receipt";

  /** What the fact says; {@link IllegalArgumentException} if that is no identity. */
  public static LateIdentity of(LateFact fact) {
    List<String> ids = Keys.split(fact.getIdentity());
    if (ids.size() != 3) {
      throw new IllegalArgumentException(
          "late.identity: " + fact.getIdentity() + " (expected: kind, source and id)");
    }
    return new LateIdentity(ids.get(0), ids.get(2));
  }

  public boolean receipt() {
    return kind.equals(RECEIPT);
  }
}
