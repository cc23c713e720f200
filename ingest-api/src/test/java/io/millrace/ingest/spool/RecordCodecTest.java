package io.millrace.ingest.spool;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class RecordCodecTest {

  @Test
  void decode_givesBackWhatWasEncoded() {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>("topic", null, 17L, new byte[] {1, 2}, new byte[] {3});
    record.headers().add("a", new byte[] {4}).add("a", new byte[0]).add("b", null);

    assertThat(RecordCodec.decode(RecordCodec.encode(record)))
        .usingRecursiveComparison()
        .isEqualTo(record);
  }

  @Test
  void decode_givesBackTombstone() {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>("topic", null, 17L, new byte[] {1}, (byte[]) null);

    assertThat(RecordCodec.decode(RecordCodec.encode(record)))
        .usingRecursiveComparison()
        .isEqualTo(record);
  }
}
