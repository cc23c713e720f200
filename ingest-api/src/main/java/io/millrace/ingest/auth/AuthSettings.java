package io.millrace.ingest.auth;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * What is done about guessing.
 *
 * @param failures how many bad keys and tokens an address may present
 */
@ConfigurationProperties("ingest.auth")
record AuthSettings(FailureLimit failures) {}
