package io.millrace.loadtest.prove.evidence;

import io.millrace.loadtest.prove.ledger.Answer;
import io.millrace.loadtest.prove.ledger.Content;
import io.millrace.loadtest.prove.ledger.Kind;
import io.millrace.loadtest.prove.ledger.Level;
import io.millrace.loadtest.prove.ledger.Sale;
import io.millrace.loadtest.prove.ledger.Stored;
import io.millrace.loadtest.prove.sender.Sequences;
import io.millrace.schemas.ai.v1.AiRequest;
import io.millrace.schemas.ai.v1.AiResult;
import io.millrace.schemas.catalog.v1.Product;
import io.millrace.schemas.chat.v1.ChatMessage;
import io.millrace.schemas.chat.v1.ChatRead;
import io.millrace.schemas.event.EventHeaders;
import io.millrace.schemas.event.Keys;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.kafka.ProtoSerde;
import io.millrace.schemas.projection.v1.StockLevel;
import io.millrace.schemas.sales.v1.Receipt;
import io.millrace.schemas.sales.v1.ReceiptType;
import io.millrace.schemas.sales.v1.Shift;
import io.millrace.schemas.sales.v1.ShiftEvent;
import io.millrace.schemas.stock.v1.MovementReason;
import io.millrace.schemas.stock.v1.StockMovement;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
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

  private static final ProtoSerde<ChatRead> READS = ProtoSerde.of(ChatRead.getDefaultInstance());
  private static final ProtoSerde<StockMovement> MOVEMENTS =
      ProtoSerde.of(StockMovement.getDefaultInstance());
  private static final ProtoSerde<Shift> SHIFTS = ProtoSerde.of(Shift.getDefaultInstance());
  private static final ProtoSerde<StockLevel> LEVELS =
      ProtoSerde.of(StockLevel.getDefaultInstance());
  private static final ProtoSerde<Product> PRODUCTS = ProtoSerde.of(Product.getDefaultInstance());

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
                .toList(),
            receipt.getPaymentsList().stream()
                .map(
                    payment ->
                        new Sale.Payment(
                            word(payment.getMethod(), "PAYMENT_METHOD_"), payment.getAmount()))
                .toList(),
            receipt.getEmployeeId(),
            receipt.getShiftId(),
            receipt.getRefundOfReceiptId());
    return stored(
        Kind.RECEIPT,
        receipt.getStoreId(),
        receipt.getReceiptId(),
        Long.parseLong(receipt.getReceiptNumber()),
        refund ? -receipt.getTotal() : receipt.getTotal(),
        entry,
        "",
        Content.of(sale));
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
        Content.NONE);
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
        Content.of(
            new Content.Message(
                message.getSenderId(), message.getRecipientsList().stream().toList())));
  }

  static Stored read(ConsumerRecord<byte[], byte[]> entry) {
    ChatRead read = READS.parse(entry.value());
    String id = header(entry, EventHeaders.ID);
    return stored(
        Kind.READ,
        read.getConversationId(),
        id,
        number(id),
        0,
        entry,
        "",
        Content.of(new Content.Mark(read.getUserId(), read.getUpToMessageId())));
  }

  static Stored movement(ConsumerRecord<byte[], byte[]> entry) {
    StockMovement movement = MOVEMENTS.parse(entry.value());
    return stored(
        Kind.MOVEMENT,
        movement.getStoreId(),
        movement.getMovementId(),
        number(movement.getMovementId()),
        movement.getQuantityMilli(),
        entry,
        "",
        Content.of(
            new Content.Movement(
                Timestamps.toInstant(movement.getOccurredAt()),
                movement.getProductId(),
                movement.getReason() == MovementReason.MOVEMENT_REASON_STOCKTAKE,
                movement.getQuantityMilli())));
  }

  static Stored shift(ConsumerRecord<byte[], byte[]> entry) {
    Shift shift = SHIFTS.parse(entry.value());
    boolean opens = shift.getEvent() == ShiftEvent.SHIFT_EVENT_OPENED;
    return stored(
        Kind.SHIFT,
        shift.getStoreId(),
        shift.getShiftId() + (opens ? "/opened" : "/closed"),
        2 * number(shift.getShiftId()) - (opens ? 1 : 0),
        shift.getCash(),
        entry,
        "",
        Content.of(new Content.ShiftEvent(shift.getShiftId(), opens, shift.getCash())));
  }

  static Level level(ConsumerRecord<byte[], byte[]> entry) {
    StockLevel level = LEVELS.parse(entry.value());
    return new Level(
        level.getStoreId(), level.getProductId(), level.getRevision(), level.getQuantityMilli());
  }

  static Product product(ConsumerRecord<byte[], byte[]> entry) {
    return PRODUCTS.parse(entry.value());
  }

  static Stored request(ConsumerRecord<byte[], byte[]> entry) {
    AiRequest request = REQUESTS.parse(entry.value());
    long sequence = Sequences.of(request.getMessages(0).getContent());
    return stored(
        Kind.AI, request.getUserId(), request.getRequestId(), sequence, 0, entry, "", Content.NONE);
  }

  static Answer answer(ConsumerRecord<byte[], byte[]> entry) {
    AiResult result = RESULTS.parse(entry.value());
    return new Answer(
        result.getUserId(),
        result.getRequestId(),
        word(result.getStatus(), "AI_STATUS_"),
        result.getAnswer(),
        new Answer.Use(
            Timestamps.toInstant(result.getCompletedAt()),
            result.getModel(),
            word(result.getPriority(), "PRIORITY_"),
            result.getFallback(),
            result.getUsage().getPromptTokens(),
            result.getUsage().getCompletionTokens(),
            result.getWaitMs(),
            result.getProcessMs()));
  }

  /** As the API names it. */
  private static String word(Enum<?> value, String prefix) {
    return value.name().replace(prefix, "").toLowerCase(Locale.ROOT);
  }

  /** The number that an id ends with. */
  private static long number(String id) {
    return Long.parseLong(id.replaceFirst(".*\\D", ""));
  }

  private static Stored stored(
      Kind kind,
      String key,
      String id,
      long sequence,
      long amount,
      ConsumerRecord<byte[], byte[]> entry,
      String type,
      Content content) {
    Instant ingestedAt = Instant.ofEpochMilli(entry.timestamp());
    return new Stored(
        kind,
        key,
        id,
        sequence,
        amount,
        entry.partition(),
        entry.offset(),
        ingestedAt,
        type,
        content);
  }

  private static String header(ConsumerRecord<byte[], byte[]> entry, String name) {
    return Objects.requireNonNull(EventHeaders.get(entry.headers(), name), name);
  }
}
