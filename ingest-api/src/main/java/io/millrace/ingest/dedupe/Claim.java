package io.millrace.ingest.dedupe;

import io.millrace.ingest.event.Ids;
import io.millrace.schemas.event.Position;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An event that is about to be stored, as Redis knows it: a digest of its identity, and what tells
 * one body from another. First it is claimed, then, once Kafka has it, marked with its position.
 *
 * @param id 16 bytes of the SHA-256 of kind and identity
 * @param topic where the event goes
 * @param body equal for equal bodies
 */
public record Claim(byte[] id, String topic, long body) {

  /** A claim that is never marked, as its instance died, is forgotten after this. */
  public static final Duration HOLDS = Duration.ofSeconds(10);

  private static final byte CLAIMED = 'c';
  private static final byte STORED = 's';
  private static final int ID_BYTES = 16;
  private static final int CLAIM_BYTES = 1 + Long.BYTES;
  private static final int KEPT_CLAIM_BYTES = CLAIM_BYTES + Integer.BYTES;
  private static final int MARK_BYTES = CLAIM_BYTES + Short.BYTES + Long.BYTES;

  /** The claim of an event known by its kind, CloudEvents source and id. */
  public static Claim of(String kind, String identity, String topic, long body) {
    byte[] digest = Ids.sha256((kind + ' ' + identity).getBytes(StandardCharsets.UTF_8));
    return new Claim(Arrays.copyOf(digest, ID_BYTES), topic, body);
  }

  /** What tells bodies of bytes apart. */
  public static long bodyOf(byte[] body) {
    return ByteBuffer.wrap(Ids.sha256(body)).getLong();
  }

  /** Says: somebody is about to store this body. The script adds since when, in seconds. */
  public byte[] claimed() {
    return ByteBuffer.allocate(CLAIM_BYTES).put(CLAIMED).putLong(body).array();
  }

  /** The value that says: this body is stored there. */
  public byte[] stored(Position position) {
    return ByteBuffer.allocate(MARK_BYTES)
        .put(STORED)
        .putLong(body)
        .putShort((short) position.partition())
        .putLong(position.offset())
        .array();
  }

  /**
   * Reads what Redis has under this id.
   *
   * @return null if it says nothing this version understands
   */
  public @Nullable Earlier read(byte[] value) {
    ByteBuffer buffer = ByteBuffer.wrap(value);
    if (value.length == KEPT_CLAIM_BYTES && buffer.get() == CLAIMED) {
      return new Earlier(buffer.getLong() == body, null);
    }
    buffer.rewind();
    if (value.length == MARK_BYTES && buffer.get() == STORED) {
      boolean same = buffer.getLong() == body;
      int partition = Short.toUnsignedInt(buffer.getShort());
      return new Earlier(same, new Position(topic, partition, buffer.getLong()));
    }
    return null;
  }
}
