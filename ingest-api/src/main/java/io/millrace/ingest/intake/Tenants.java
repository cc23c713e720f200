package io.millrace.ingest.intake;

import io.millrace.ingest.http.Problem;
import io.millrace.ingest.json.Fields;

/** The tenant is the credential's; a body may repeat it but not choose another. */
final class Tenants {

  private Tenants() {}

  static void require(Fields body, Call call) {
    String named = body.optionalId("tenantId");
    if (!named.isEmpty() && !named.equals(call.principal().tenant())) {
      throw new Problem(
              403, "tenant-mismatch", "tenantId is not the tenant of the API key that was sent")
          .refusal();
    }
  }
}
