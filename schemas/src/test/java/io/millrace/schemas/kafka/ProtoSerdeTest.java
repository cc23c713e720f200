package io.millrace.schemas.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.UnknownFieldSet;
import io.millrace.schemas.sales.v1.Receipt;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;

class ProtoSerdeTest {

  private final ProtoSerde<Receipt> serde = ProtoSerde.of(Receipt.getDefaultInstance());

  @Test
  void deserialize_givesBackWhatSerializeTook() {
    Receipt receipt = Receipt.newBuilder().setReceiptId("r-1").setTotal(1250).build();
    byte[] bytes = serde.serializer().serialize("t", receipt);
    assertThat(serde.deserializer().deserialize("t", bytes)).isEqualTo(receipt);
  }

  @Test
  void serde_keepsTombstone() {
    assertThat(serde.serializer().serialize("t", null)).isNull();
    assertThat(serde.deserializer().deserialize("t", (byte[]) null)).isNull();
  }

  @Test
  void deserialize_failsWithTheType_whenBytesAreGarbage() {
    byte[] garbage = "{\"not\": \"protobuf\"}".getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> serde.deserializer().deserialize("t", garbage))
        .isInstanceOf(SerializationException.class)
        .hasMessageStartingWith("not a millrace.sales.v1.Receipt: ");
  }

  @Test
  void deserialize_keepsFieldsOfALaterVersion() {
    Receipt later =
        Receipt.newBuilder()
            .setReceiptId("r-1")
            .setUnknownFields(
                UnknownFieldSet.newBuilder()
                    .addField(5000, UnknownFieldSet.Field.newBuilder().addVarint(42).build())
                    .build())
            .build();
    Receipt read = serde.parse(later.toByteArray());
    assertThat(read.getUnknownFields().getField(5000).getVarintList()).containsExactly(42L);
    assertThat(serde.serializer().serialize("t", read)).isEqualTo(later.toByteArray());
  }
}
