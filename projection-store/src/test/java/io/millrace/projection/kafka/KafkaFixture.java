package io.millrace.projection.kafka;

/** Opens what is package-private to the tests of other packages. */
public final class KafkaFixture {

  private KafkaFixture() {}

  public static SharedAdmin admin(KafkaSettings settings) {
    return new SharedAdmin(settings);
  }
}
