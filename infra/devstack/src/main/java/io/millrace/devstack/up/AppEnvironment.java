package io.millrace.devstack.up;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The variables an app gets beside those of this process.
 *
 * @param settings what was asked for
 * @param folders where the state goes
 * @param stack what the apps connect to
 * @param clusterId of the stack's Kafka
 * @param secretsKey what ingest-api seals secrets with, unless this process's variables say
 */
record AppEnvironment(
    UpSettings settings, Folders folders, StackParts stack, String clusterId, String secretsKey) {

  private static final String ADMIN_TENANT = "ADMIN_TENANT";

  Map<String, String> of(Instance instance) {
    Map<String, String> environment = new HashMap<>();
    environment.put("KAFKA_BOOTSTRAP_SERVERS", stack.kafkaBootstrapServers());
    environment.put("DATABASE_URL", stack.databaseUrl());
    environment.put("REDIS_URL", stack.redisUrl());
    environment.put(instance.app().portVariable(), Integer.toString(instance.port()));
    environment.put("STATE_DIR", stateDir().toString());
    environment.put("STREAM_INSTANCE", instance.name());
    if ((instance.app() == App.INGEST_API || instance.app() == App.PROJECTION_STORE)
        && stack.isLocal()
        && !settings.environment().containsKey(ADMIN_TENANT)) {
      environment.put(ADMIN_TENANT, DemoKey.TENANT);
    }
    if (instance.app() == App.INGEST_API
        && !settings.environment().containsKey(SecretsKey.VARIABLE)) {
      environment.put(SecretsKey.VARIABLE, secretsKey);
    }
    return environment;
  }

  /**
   * One folder per Kafka cluster: Streams takes local state for restored up to a changelog's end,
   * however empty another cluster's changelog is.
   */
  private Path stateDir() {
    return folders.data("streams").resolve(clusterId);
  }

  /** Leaves the key and the passwords of the stack out. */
  @Override
  public String toString() {
    return "AppEnvironment[" + folders.root() + ", " + clusterId + "]";
  }
}
