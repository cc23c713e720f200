package io.millrace.ingest.keys;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KeySettingsTest {

  @Test
  void mayManage_isOwnTenantOnlyWithoutAdminTenant() {
    KeySettings settings = new KeySettings("");

    assertThat(settings.mayManage("demo", "demo")).isTrue();
    assertThat(settings.mayManage("demo", "acme")).isFalse();
    assertThat(settings.mayManage("", "acme")).isFalse();
  }

  @Test
  void mayManage_isEveryTenantForAdminTenant() {
    KeySettings settings = new KeySettings("demo");

    assertThat(settings.mayManage("demo", "acme")).isTrue();
    assertThat(settings.mayManage("acme", "demo")).isFalse();
  }
}
