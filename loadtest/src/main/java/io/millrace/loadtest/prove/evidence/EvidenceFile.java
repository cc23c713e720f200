package io.millrace.loadtest.prove.evidence;

import io.millrace.loadtest.platform.PlatformException;
import io.millrace.loadtest.prove.ledger.Evidence;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Evidence as compressed JSON, so that a run can be checked again. */
public final class EvidenceFile {

  private static final JsonMapper JSON = new JsonMapper();

  private EvidenceFile() {}

  /** Writes a file, and the folders above it. */
  public static void write(Path file, Evidence evidence) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
        JSON.writeValue(out, evidence);
      }
    } catch (IOException e) {
      throw new PlatformException("cannot write " + file + ": " + e);
    }
  }

  /**
   * Reads a file.
   *
   * @throws PlatformException if it holds no evidence
   */
  public static Evidence read(Path file) {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      return JSON.readValue(in, Evidence.class);
    } catch (IOException | JacksonException e) {
      throw new PlatformException("cannot read " + file + ": " + e.getMessage());
    }
  }
}
