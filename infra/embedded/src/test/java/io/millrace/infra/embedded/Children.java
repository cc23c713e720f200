package io.millrace.infra.embedded;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Child JVMs with the class path of this one. */
final class Children {

  private Children() {}

  static ProcessBuilder java(Class<?> main, String... args) {
    return new ProcessBuilder(command(main, args));
  }

  static List<String> command(Class<?> main, String... args) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath(),
                main.getName()));
    command.addAll(List.of(args));
    return command;
  }

  static String classPath() {
    return System.getProperty("java.class.path");
  }
}
