package io.millrace.infra.embedded;

import reactor.blockhound.BlockHound;
import reactor.blockhound.integration.BlockHoundIntegration;

/**
 * BlockHound finds this by its name in {@code META-INF/services}: in tests of modules with this one
 * on their class path an event loop may wait for a lock. Libraries hold them for a few instructions
 * (Lettuce around each command, Netty's allocator, the Kafka producer's buffer pool, the JDK's
 * timer of futures), and now and then two threads meet there. An error thrown out of that wait
 * would leave a waiter in the lock's queue that never takes it, and everybody behind it would wait
 * for ever.
 */
public final class LocksMayBeAwaited implements BlockHoundIntegration {

  @Override
  public void applyTo(BlockHound.Builder builder) {
    builder
        .allowBlockingCallsInside("java.util.concurrent.locks.ReentrantLock", "lock")
        .allowBlockingCallsInside("java.util.concurrent.locks.ReentrantLock", "lockInterruptibly")
        .allowBlockingCallsInside(
            "java.util.concurrent.locks.ReentrantReadWriteLock$ReadLock", "lock")
        .allowBlockingCallsInside(
            "java.util.concurrent.locks.ReentrantReadWriteLock$WriteLock", "lock")
        .allowBlockingCallsInside("java.util.concurrent.locks.StampedLock", "readLock")
        .allowBlockingCallsInside("java.util.concurrent.locks.StampedLock", "writeLock");
  }
}
