package io.millrace.devstack.up;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;

/**
 * The key ingest-api seals senders' secrets with: made at the first start, and kept in the data
 * directory for its owner's eyes only. {@code --fresh} leaves it.
 */
final class SecretsKey {

  static final String VARIABLE = "SECRETS_KEY";

  private static final int KEY_BYTES = 32;
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private SecretsKey() {}

  /** The key in that file, made if the file is not there. */
  static String in(Path file) {
    try {
      if (!Files.exists(file)) {
        make(file);
      }
      if (isPosix()) {
        Files.setPosixFilePermissions(file, OWNER_ONLY);
      }
      String key = Files.readString(file).strip();
      if (key.isEmpty()) {
        throw new UpException(file + " is empty; restore it, or delete it and rotate all secrets");
      }
      return key;
    } catch (IOException e) {
      throw new UpException("cannot read or make " + file + ": " + e.getMessage());
    }
  }

  /** The file appears whole or not at all. */
  private static void make(Path file) throws IOException {
    byte[] key = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(key);
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.deleteIfExists(fresh);
    FileAttribute<?>[] attributes =
        isPosix()
            ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
            : new FileAttribute<?>[0];
    Files.createFile(fresh, attributes);
    Files.write(
        fresh,
        (Base64.getEncoder().encodeToString(key) + "\n").getBytes(StandardCharsets.US_ASCII));
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static boolean isPosix() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
  }
}
