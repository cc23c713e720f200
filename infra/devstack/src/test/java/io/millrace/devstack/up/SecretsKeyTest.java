package io.millrace.devstack.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsKeyTest {

  @TempDir Path dir;

  @Test
  void in_makesAKeyOnce() throws Exception {
    Path file = dir.resolve("data").resolve("secrets.key");
    String key = SecretsKey.in(file);

    assertThat(Base64.getDecoder().decode(key)).hasSize(32);
    assertThat(SecretsKey.in(file)).isEqualTo(key);
    assertThat(SecretsKey.in(dir.resolve("other.key"))).isNotEqualTo(key);
    try (var files = Files.list(file.getParent())) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void in_keepsTheFileToItsOwner() throws Exception {
    Path file = dir.resolve("secrets.key");
    SecretsKey.in(file);
    assertThat(permissions(file)).isEqualTo("rw-------");

    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    SecretsKey.in(file);
    assertThat(permissions(file)).isEqualTo("rw-------");
  }

  @Test
  void in_refusesAnEmptyFile() throws Exception {
    Path file = Files.createFile(dir.resolve("secrets.key"));

    assertThatThrownBy(() -> SecretsKey.in(file))
        .isInstanceOf(UpException.class)
        .hasMessageStartingWith(file + " is empty");
  }

  private static String permissions(Path file) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
