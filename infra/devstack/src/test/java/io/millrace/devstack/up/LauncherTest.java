package io.millrace.devstack.up;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher, in a folder of its own with a JDK that only prints how it was called. */
class LauncherTest {

  private static final Path LAUNCHER = Path.of("../../millrace");

  @TempDir Path dir;

  @BeforeEach
  void copy() throws Exception {
    Files.copy(LAUNCHER, dir.resolve("millrace"));
    Files.setPosixFilePermissions(
        dir.resolve("millrace"), PosixFilePermissions.fromString("rwxr-xr-x"));
    for (String module : List.of("infra/devstack", "infra/ops")) {
      Path target = Files.createDirectories(dir.resolve(module).resolve("target"));
      Files.createFile(target.resolve(Path.of(module).getFileName() + "-1-exec.jar"));
    }
  }

  @Test
  void help_namesTheCommands() throws Exception {
    assertThat(run(Map.of(), "--help")).contains("up ", "status", "dlt", "load");
  }

  @Test
  void up_runsDevstackOnTheChosenJdk() throws Exception {
    Path jdk = fakeJdk("jdk", "21.0.1");
    String output = run(skippingBuild(jdk), "up", "--fresh");
    assertThat(output)
        .startsWith("jdk ")
        .contains("-jar " + dir.toRealPath() + "/infra/devstack/target/devstack-1-exec.jar")
        .endsWith(" up --fresh\n");
  }

  @Test
  void fakeLlm_runsDevstack() throws Exception {
    String output = run(skippingBuild(fakeJdk("jdk", "21.0.1")), "fake-llm", "tokens", "5");
    assertThat(output).contains("/infra/devstack/target/devstack-1-exec.jar fake-llm tokens 5");
  }

  @Test
  void otherCommands_runOps() throws Exception {
    String output = run(skippingBuild(fakeJdk("jdk", "21.0.1")), "topics", "list");
    assertThat(output).contains("/infra/ops/target/ops-1-exec.jar topics list");
  }

  @Test
  void up_takesTheNewestJdk() throws Exception {
    Path oldest = fakeJdk("old", "17.0.1");
    Path newest = fakeJdk("new", "999");
    Map<String, String> environment =
        Map.of(
            "MILLRACE_SKIP_BUILD",
            "true",
            "JAVA_HOME",
            oldest.toString(),
            "PATH",
            newest.resolve("bin") + ":" + System.getenv("PATH"));
    assertThat(run(environment, "up")).startsWith("new ");
  }

  private static Map<String, String> skippingBuild(Path jdk) {
    return Map.of("MILLRACE_SKIP_BUILD", "true", "MILLRACE_JAVA_HOME", jdk.toString());
  }

  private Path fakeJdk(String name, String version) throws Exception {
    Path jdk = dir.resolve(name);
    Files.createDirectories(jdk.resolve("bin"));
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    for (String program : List.of("java", "javac")) {
      Path file = jdk.resolve("bin").resolve(program);
      Files.writeString(file, "#!/bin/sh\necho " + name + " \"$@\"\n");
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    return jdk;
  }

  private String run(Map<String, String> environment, String... args) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder("bash", dir.resolve("millrace").toString()).redirectErrorStream(true);
    builder.command().addAll(List.of(args));
    builder.environment().putAll(environment);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
