package io.millrace.devstack.up;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * Spring Boot's executable jar unpacked, once per build of it: classes load faster from plain jars,
 * and only then can the JVM keep them in an archive between starts. (Boot's own tool for this needs
 * a JVM per app, and Spring in the jar.)
 */
final class UnpackedJar {

  private static final String LIBRARIES = "BOOT-INF/lib/";
  private static final String CLASSES = "BOOT-INF/classes/";
  private static final String STAMP = "unpacked-from";

  private final String name;
  private final Path jar;
  private final Path directory;

  UnpackedJar(String name, Path jar, Path apps) {
    this.name = name;
    this.jar = jar;
    this.directory = apps.resolve(name);
  }

  /** Where an app's build leaves its executable jar. */
  static Path locate(Path home, String module) {
    Path target = home.resolve(module).resolve("target");
    Path artifact = Path.of(module).getFileName();
    try (var jars = Files.newDirectoryStream(target, artifact + "-*-exec.jar")) {
      for (Path jar : jars) {
        return jar;
      }
    } catch (IOException e) {
      // reported below: there is no such folder either
    }
    throw new UpException(
        "no " + artifact + "-*-exec.jar in " + target + " (build it: mvn -DskipTests package)");
  }

  /** Unpacks if the jar is another one than last time; answers the jar to run. */
  synchronized Path unpack() {
    Path unpacked = directory.resolve(String.valueOf(jar.getFileName()));
    try {
      String stamp = stamp();
      Path stampFile = directory.resolve(STAMP);
      if (Files.exists(unpacked)
          && Files.exists(stampFile)
          && Files.readString(stampFile).equals(stamp)) {
        return unpacked;
      }
      Folders.delete(directory);
      Files.createDirectories(directory);
      extract(unpacked);
      Files.writeString(stampFile, stamp);
      return unpacked;
    } catch (IOException e) {
      throw new UpException("cannot unpack " + jar + ": " + e.getMessage());
    }
  }

  boolean hasArchive() {
    return Files.exists(archive());
  }

  private Path archive() {
    return directory.resolve(name + "-" + Jvm.version() + ".jsa");
  }

  /** Runs the unpacked jar's main class. */
  List<String> command(Path unpacked, List<String> jvmOptions) {
    List<String> command = jvm(jvmOptions);
    command.add("-jar");
    command.add(unpacked.toString());
    return command;
  }

  /** Runs another main class of the unpacked jar. */
  List<String> command(Path unpacked, List<String> jvmOptions, List<String> mainAndArguments) {
    List<String> command = jvm(jvmOptions);
    command.add("-cp");
    command.add(unpacked.toString());
    command.addAll(mainAndArguments);
    return command;
  }

  private List<String> jvm(List<String> jvmOptions) {
    List<String> command = new ArrayList<>();
    command.add(Jvm.executable());
    command.addAll(Jvm.archive(archive()));
    command.addAll(jvmOptions);
    return command;
  }

  /** The build fixes the jar's modification time, so that says nothing; its change time does. */
  private String stamp() throws IOException {
    return Files.size(jar) + " " + Files.getAttribute(jar, "unix:ctime");
  }

  /** Libraries as they are, classes into one jar that names them in their order. */
  private void extract(Path unpacked) throws IOException {
    try (JarFile source = new JarFile(jar.toFile())) {
      Files.createDirectories(directory.resolve("lib"));
      List<String> libraries = new ArrayList<>();
      for (JarEntry entry : Collections.list(source.entries())) {
        if (entry.getName().startsWith(LIBRARIES) && entry.getName().endsWith(".jar")) {
          String library = "lib/" + entry.getName().substring(LIBRARIES.length());
          libraries.add(library);
          try (InputStream content = source.getInputStream(entry)) {
            Files.copy(content, directory.resolve(library));
          }
        }
      }
      try (JarOutputStream target =
          new JarOutputStream(Files.newOutputStream(unpacked), manifest(source, libraries))) {
        for (JarEntry entry : Collections.list(source.entries())) {
          if (entry.getName().startsWith(CLASSES) && !entry.getName().equals(CLASSES)) {
            target.putNextEntry(new JarEntry(entry.getName().substring(CLASSES.length())));
            try (InputStream content = source.getInputStream(entry)) {
              content.transferTo(target);
            }
          }
        }
      }
    }
  }

  private static Manifest manifest(JarFile source, List<String> libraries) throws IOException {
    Attributes original = source.getManifest().getMainAttributes();
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.put(Attributes.Name.MAIN_CLASS, original.getValue("Start-Class"));
    attributes.put(Attributes.Name.CLASS_PATH, String.join(" ", libraries));
    return manifest;
  }
}
