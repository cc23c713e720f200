package io.millrace.ingest.keys;

import io.millrace.ingest.http.Problem;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Who manages keys.
 *
 * @param adminTenant the tenant whose ops keys may make and revoke every tenant's keys; empty for
 *     none
 */
@ConfigurationProperties("ingest.keys")
public record KeySettings(String adminTenant) {

  /** Refuses with 403 whoever is not of the tenant that manages all tenants. */
  public void requireAdmin(String tenant) {
    if (adminTenant.isEmpty() || !tenant.equals(adminTenant)) {
      throw new Problem(403, "admin-only", "only the tenant that manages all tenants may do that")
          .refusal();
    }
  }

  boolean mayManage(String callersTenant, String tenant) {
    return callersTenant.equals(tenant)
        || !adminTenant.isEmpty() && callersTenant.equals(adminTenant);
  }
}
