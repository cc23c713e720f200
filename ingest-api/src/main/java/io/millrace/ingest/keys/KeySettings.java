package io.millrace.ingest.keys;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Who manages keys.
 *
 * @param adminTenant the tenant whose ops keys may make and revoke every tenant's keys; empty for
 *     none
 */
@ConfigurationProperties("ingest.keys")
record KeySettings(String adminTenant) {

  boolean mayManage(String callersTenant, String tenant) {
    return callersTenant.equals(tenant)
        || !adminTenant.isEmpty() && callersTenant.equals(adminTenant);
  }
}
