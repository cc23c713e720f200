package io.millrace.projection;

import reactor.blockhound.BlockHound;
import reactor.blockhound.integration.BlockHoundIntegration;

/**
 * The driver draws a nonce when it logs in to Postgres. The JDK reads it from {@code /dev/urandom},
 * which looks like a blocking read of a file but never waits.
 */
public final class RandomNumbersMayBeRead implements BlockHoundIntegration {

  @Override
  public void applyTo(BlockHound.Builder builder) {
    builder.allowBlockingCallsInside("java.security.SecureRandom", "nextBytes");
  }
}
