package io.millrace.ingest.kafka;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.record.SimpleRecord;

/**
 * Loads the producer's native codec, which reads files, before a request would have to wait for it.
 */
final class Codecs {

  private Codecs() {}

  static void warm() {
    MemoryRecords.withRecords(
        Compression.lz4().build(), new SimpleRecord("warm".getBytes(StandardCharsets.UTF_8)));
  }
}
