package io.millrace.streams.projection;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/**
 * What a topology remembers of each fact it counted.
 *
 * @param ingestedAt epoch milliseconds; tells how old the entry is
 * @param lastRows for each projection that counted it, by its name in the topology, the slot of the
 *     last row the fact changed, the one that covers it; empty if it was late
 */
record CountedFact(long ingestedAt, Map<String, String> lastRows) {

  private static final String ALONE = Place.ALONE.projection();

  CountedFact {
    lastRows = Map.copyOf(lastRows);
  }

  /** The fact as one projection counted it that is alone in its topology. */
  static CountedFact alone(long ingestedAt, String lastRow) {
    return new CountedFact(ingestedAt, Map.of(ALONE, lastRow));
  }

  /** Of a projection that is alone: the time in eight bytes, then the slot. */
  static Serde<CountedFact> serde() {
    return Serdes.serdeFrom(
        (topic, fact) -> fact == null ? null : fact.toBytes(),
        (topic, bytes) -> bytes == null ? null : parse(bytes));
  }

  /** Of several: the time, then each name and slot after their lengths in two bytes. */
  static Serde<CountedFact> sharedSerde() {
    return Serdes.serdeFrom(
        (topic, fact) -> fact == null ? null : fact.toSharedBytes(),
        (topic, bytes) -> bytes == null ? null : parseShared(bytes));
  }

  private byte[] toBytes() {
    byte[] slot = utf8(lastRows.getOrDefault(ALONE, ""));
    return ByteBuffer.allocate(Long.BYTES + slot.length).putLong(ingestedAt).put(slot).array();
  }

  private static CountedFact parse(byte[] bytes) {
    return alone(
        ByteBuffer.wrap(bytes).getLong(),
        new String(bytes, Long.BYTES, bytes.length - Long.BYTES, StandardCharsets.UTF_8));
  }

  private byte[] toSharedBytes() {
    int length = Long.BYTES;
    byte[][] texts = new byte[2 * lastRows.size()][];
    int next = 0;
    for (Map.Entry<String, String> row : lastRows.entrySet()) {
      texts[next] = utf8(row.getKey());
      texts[next + 1] = utf8(row.getValue());
      length += 2 * Short.BYTES + texts[next].length + texts[next + 1].length;
      next += 2;
    }
    ByteBuffer buffer = ByteBuffer.allocate(length).putLong(ingestedAt);
    for (byte[] text : texts) {
      buffer.putShort((short) text.length).put(text);
    }
    return buffer.array();
  }

  private static CountedFact parseShared(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    long ingestedAt = buffer.getLong();
    Map<String, String> lastRows = new HashMap<>();
    while (buffer.hasRemaining()) {
      lastRows.put(text(buffer), text(buffer));
    }
    return new CountedFact(ingestedAt, lastRows);
  }

  private static String text(ByteBuffer buffer) {
    byte[] text = new byte[Short.toUnsignedInt(buffer.getShort())];
    buffer.get(text);
    return new String(text, StandardCharsets.UTF_8);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
