package io.millrace.projection.auth;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * What is done about guessing.
 *
 * @param failures how many bad keys and tokens an address may present
 */
@ConfigurationProperties("auth")
record AuthSettings(FailureLimit failures) {}
