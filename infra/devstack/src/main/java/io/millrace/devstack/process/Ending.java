package io.millrace.devstack.process;

/** Takes the steps of an end one by one: one that fails is reported and holds up none after it. */
public final class Ending {

  private final Console console;

  public Ending(Console console) {
    this.console = console;
  }

  /** Takes a step; what it throws becomes a line about the part. */
  public void step(String name, Runnable step) {
    try {
      step.run();
    } catch (RuntimeException | Error e) {
      console.say(name, "did not stop cleanly: " + e.toString().lines().findFirst().orElse(""));
    }
  }
}
