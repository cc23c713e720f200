package io.millrace.streams.projection;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/**
 * What a topology remembers of each fact it counted.
 *
 * @param ingestedAt epoch milliseconds; tells how old the entry is
 * @param lastRow slot of the last row the fact changed, the one that covers it; empty if it was
 *     late
 */
record CountedFact(long ingestedAt, String lastRow) {

  /** The time in eight bytes, then the key: there is one entry for every fact. */
  static Serde<CountedFact> serde() {
    return Serdes.serdeFrom(
        (topic, fact) -> fact == null ? null : fact.toBytes(),
        (topic, bytes) -> bytes == null ? null : parse(bytes));
  }

  private byte[] toBytes() {
    byte[] key = lastRow.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(Long.BYTES + key.length).putLong(ingestedAt).put(key).array();
  }

  private static CountedFact parse(byte[] bytes) {
    return new CountedFact(
        ByteBuffer.wrap(bytes).getLong(),
        new String(bytes, Long.BYTES, bytes.length - Long.BYTES, StandardCharsets.UTF_8));
  }
}
