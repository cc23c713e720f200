package io.millrace.infra.embedded;

import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.testcontainers.DockerClientFactory;

@Tag("containers")
class ContainersStackIT extends StackContract {

  private static Stack stack;

  @BeforeAll
  static void start() {
    boolean docker = DockerClientFactory.instance().isDockerAvailable();
    if (!docker) {
      System.out.println("ContainersStackIT is skipped: no Docker engine answers");
    }
    Assumptions.assumeTrue(docker, "no Docker engine answers");
    stack = Stack.of(Map.of("MILLRACE_STACK", "containers"));
  }

  @AfterAll
  static void end() {
    if (stack != null) {
      stack.close();
    }
  }

  @Override
  Stack stack() {
    return stack;
  }
}
