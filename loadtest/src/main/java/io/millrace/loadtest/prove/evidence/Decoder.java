package io.millrace.loadtest.prove.evidence;

import io.millrace.loadtest.prove.ledger.Answer;
import io.millrace.loadtest.prove.ledger.Kind;
import io.millrace.loadtest.prove.ledger.Sale;
import io.millrace.loadtest.prove.ledger.Stored;
import io.millrace.loadtest.prove.sender.Sequences;
import io.millrace.schemas.ai.v1.AiRequest;
import io.millrace.schemas.ai.v1.AiResult;
import io.millrace.schemas.ai.v1.AiStatus;
import io.millrace.schemas.chat.v1.ChatMessage;
import io.millrace.schemas.event.EventHeaders;
import io.millrace.schemas.event.Keys;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.kafka.ProtoSerde;
import io.millrace.schemas.sales.v1.Receipt;
import io.millrace.schemas.sales.v1.ReceiptType;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Says what a record of a topic is. */
final class Decoder {

  private static final JsonMapper JSON = new JsonMapper();
  private static final ProtoSerde<Receipt> RECEIPTS = ProtoSerde.of(Receipt.getDefaultInstance());
  private static final ProtoSerde<ChatMessage> MESSAGES =
      ProtoSerde.of(ChatMessage.getDefaultInstance());
  private static final ProtoSerde<AiRequest> REQUESTS =
      ProtoSerde.of(AiRequest.getDefaultInstance());
  private static final ProtoSerde<AiResult> RESULTS = ProtoSerde.of(AiResult.getDefaultInstance());

  private Decoder() {}

  static Stored receipt(ConsumerRecord<byte[], byte[]> entry) {
    Receipt receipt = RECEIPTS.parse(entry.value());
    boolean refund = receipt.getType() == ReceiptType.RECEIPT_TYPE_REFUND;
    Sale sale =
        new Sale(
            Timestamps.toInstant(receipt.getOccurredAt()),
            refund,
            receipt.getTotal(),
            receipt.getLinesList().stream()
                .map(
                    line ->
                        new Sale.Line(
                            line.getProductId(), line.getQuantityMilli(), line.getAmount()))
                .toList());
    return stored(
        Kind.RECEIPT,
        receipt.getStoreId(),
        receipt.getReceiptId(),
        Long.parseLong(receipt.getReceiptNumber()),
        refund ? -receipt.getTotal() : receipt.getTotal(),
        entry,
        "",
        sale);
  }

  static Stored delivery(ConsumerRecord<byte[], byte[]> entry) {
    return stored(
        Kind.WEBHOOK,
        Keys.split(new String(entry.key(), StandardCharsets.UTF_8)).get(1),
        header(entry, EventHeaders.ID),
        JSON.readTree(entry.value()).path("number").asLong(),
        entry.value().length,
        entry,
        header(entry, EventHeaders.WEBHOOK_TYPE),
        null);
  }

  static Stored message(ConsumerRecord<byte[], byte[]> entry) {
    ChatMessage message = MESSAGES.parse(entry.value());
    long sequence = Sequences.of(message.getText());
    return stored(
        Kind.CHAT,
        message.getConversationId(),
        message.getMessageId(),
        sequence,
        0,
        entry,
        "",
        null);
  }

  static Stored request(ConsumerRecord<byte[], byte[]> entry) {
    AiRequest request = REQUESTS.parse(entry.value());
    long sequence = Sequences.of(request.getMessages(0).getContent());
    return stored(
        Kind.AI, request.getUserId(), request.getRequestId(), sequence, 0, entry, "", null);
  }

  static Answer answer(ConsumerRecord<byte[], byte[]> entry) {
    AiResult result = RESULTS.parse(entry.value());
    return new Answer(
        result.getUserId(), result.getRequestId(), status(result.getStatus()), result.getAnswer());
  }

  private static String status(AiStatus status) {
    return status.name().replace("AI_STATUS_", "").toLowerCase(Locale.ROOT);
  }

  private static Stored stored(
      Kind kind,
      String key,
      String id,
      long sequence,
      long amount,
      ConsumerRecord<byte[], byte[]> entry,
      String type,
      @Nullable Sale sale) {
    Instant ingestedAt = Instant.ofEpochMilli(entry.timestamp());
    return new Stored(
        kind, key, id, sequence, amount, entry.partition(), entry.offset(), ingestedAt, type, sale);
  }

  private static String header(ConsumerRecord<byte[], byte[]> entry, String name) {
    return Objects.requireNonNull(EventHeaders.get(entry.headers(), name), name);
  }
}
