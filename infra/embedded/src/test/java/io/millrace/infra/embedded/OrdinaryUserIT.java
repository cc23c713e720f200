package io.millrace.infra.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The rest of the suite runs as whoever started it; where that is root, this one does not. */
class OrdinaryUserIT {

  /** What the child runs: a whole stack, used once. */
  public static final class Child {

    private Child() {}

    public static void main(String[] args) throws Exception {
      try (Stack stack = Stack.of(java.util.Map.of())) {
        Databases.execute(stack.databaseUrl(), "CREATE TABLE probe (id int)");
        Redis.call(java.net.URI.create(stack.redisUrl()), List.of("PING"));
        System.out.println(
            "as "
                + System.getProperty("user.name")
                + " all three run, Kafka on "
                + stack.kafkaBootstrapServers());
      }
    }
  }

  @Test
  void stack_runsAsAnOrdinaryUser() throws Exception {
    Path home = Files.createTempDirectory("millrace-nobody-");
    boolean root = Integer.valueOf(0).equals(Files.getAttribute(home, "unix:uid"));
    if (!root || !canDrop()) {
      DataDirectory.delete(home);
      String reason = root ? "setpriv is not available" : "everything here runs as one anyway";
      System.out.println("OrdinaryUserIT is skipped: " + reason);
      Assumptions.abort(reason);
    }
    try {
      String classPath = readableClassPath(home);
      List<String> command = new ArrayList<>(drop());
      command.addAll(
          List.of(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-XX:TieredStopAtLevel=1",
              "-Djava.io.tmpdir=" + home,
              "-cp",
              classPath,
              Child.class.getName()));
      Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxrwxrwx"));
      Process child = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(child.getInputStream().readAllBytes());
      assertThat(child.waitFor()).as(output).isZero();
      assertThat(output).contains("all three run").doesNotContain("as root");
    } finally {
      DataDirectory.delete(home);
    }
  }

  private static List<String> drop() {
    return List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
  }

  private static boolean canDrop() throws InterruptedException {
    try {
      List<String> command = new ArrayList<>(drop());
      command.add("true");
      Process probe = new ProcessBuilder(command).start();
      return probe.waitFor(10, TimeUnit.SECONDS) && probe.exitValue() == 0;
    } catch (java.io.IOException e) {
      return false;
    }
  }

  /** Root's local repository is closed to others, so the class path is copied. */
  private static String readableClassPath(Path home) throws Exception {
    List<String> copies = new ArrayList<>();
    Path lib = Files.createDirectory(home.resolve("lib"));
    for (String element : Children.classPath().split(java.io.File.pathSeparator)) {
      Path source = Path.of(element);
      Path copy = lib.resolve(copies.size() + "-" + source.getFileName());
      if (Files.isDirectory(source)) {
        try (var files = Files.walk(source)) {
          for (Path file : files.toList()) {
            Files.copy(file, copy.resolve(source.relativize(file).toString()));
          }
        }
      } else if (Files.exists(source)) {
        Files.copy(source, copy);
      }
      copies.add(copy.toString());
    }
    Process open = new ProcessBuilder("chmod", "-R", "a+rX", home.toString()).inheritIO().start();
    assertThat(open.waitFor()).isZero();
    return String.join(java.io.File.pathSeparator, copies);
  }
}
