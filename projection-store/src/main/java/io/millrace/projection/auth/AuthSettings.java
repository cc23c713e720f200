package io.millrace.projection.auth;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What is done about guessing, and who may do what concerns every tenant.
 *
 * @param failures how many bad keys and tokens an address may present
 * @param adminTenant whose credentials with scope ops may; empty for nobody's
 */
@ConfigurationProperties("auth")
record AuthSettings(FailureLimit failures, @DefaultValue("") String adminTenant) {}
