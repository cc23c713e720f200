package io.millrace.loadtest.compare;

import io.millrace.loadtest.compare.generator.Requests;
import io.millrace.loadtest.compare.machine.Part;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * How one system does one piece of work.
 *
 * @param running what runs meanwhile; everything else is stopped
 * @param ready whether it serves
 * @param prepare done before each turn
 * @param backlog what it has accepted and not yet processed
 * @param stored how much of its work is in the database; always 0 where that is not looked at
 */
record Lane(
    Contender contender,
    List<Part> running,
    Requests requests,
    BooleanSupplier ready,
    Runnable prepare,
    Backlog backlog,
    LongSupplier stored) {

  /** Reads how much waits. */
  interface Backlog {

    long records() throws InterruptedException;
  }
}
