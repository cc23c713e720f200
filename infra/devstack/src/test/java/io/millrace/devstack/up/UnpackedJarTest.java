package io.millrace.devstack.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnpackedJarTest {

  @TempDir Path dir;

  @Test
  void unpack_makesAJarOfClassesBesideItsLibraries() throws Exception {
    Path jar = bootJar("first");

    Path unpacked = new UnpackedJar("app", jar, dir.resolve("apps")).unpack();

    assertThat(unpacked.resolveSibling("lib").resolve("b.jar")).hasContent("library b");
    try (JarFile result = new JarFile(unpacked.toFile())) {
      Attributes attributes = result.getManifest().getMainAttributes();
      assertThat(attributes.getValue("Main-Class")).isEqualTo("io.millrace.Example");
      assertThat(attributes.getValue("Class-Path")).isEqualTo("lib/b.jar lib/a.jar");
      assertThat(text(result, "example.yml")).isEqualTo("first");
    }
  }

  @Test
  void unpack_followsTheJar() throws Exception {
    Path jar = bootJar("first");
    UnpackedJar app = new UnpackedJar("app", jar, dir.resolve("apps"));
    Path unpacked = app.unpack();
    Path marker = Files.createFile(unpacked.resolveSibling("marker"));
    app.unpack();
    assertThat(marker).as("kept while the jar is the same").exists();

    bootJar("the second");
    app.unpack();
    assertThat(marker).doesNotExist();
    try (JarFile result = new JarFile(unpacked.toFile())) {
      assertThat(text(result, "example.yml")).isEqualTo("the second");
    }
  }

  @Test
  void locate_saysHowToBuildWhatIsMissing() {
    assertThatThrownBy(() -> UnpackedJar.locate(dir, "ingest-api"))
        .isInstanceOf(UpException.class)
        .hasMessageContaining("ingest-api-*-exec.jar")
        .hasMessageContaining("mvn -DskipTests package");
  }

  private Path bootJar(String content) throws Exception {
    Path jar = dir.resolve("app-1-exec.jar");
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue("Start-Class", "io.millrace.Example");
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file, manifest)) {
      put(out, "org/springframework/boot/loader/Loader.class", "loader");
      put(out, "BOOT-INF/classes/example.yml", content);
      put(out, "BOOT-INF/lib/b.jar", "library b");
      put(out, "BOOT-INF/lib/a.jar", "library a");
      put(out, "BOOT-INF/classpath.idx", "");
    }
    return jar;
  }

  private static void put(JarOutputStream out, String name, String content) throws Exception {
    out.putNextEntry(new JarEntry(name));
    out.write(content.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(JarFile jar, String name) throws Exception {
    try (var content = jar.getInputStream(jar.getEntry(name))) {
      return new String(content.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
