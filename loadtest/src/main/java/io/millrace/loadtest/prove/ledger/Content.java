package io.millrace.loadtest.prove.ledger;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a record says beside its id and amount: one of these, or nothing. */
public record Content(
    @Nullable Sale sale,
    @Nullable Movement movement,
    @Nullable ShiftEvent shift,
    @Nullable Message message,
    @Nullable Mark mark) {

  public static final Content NONE = new Content(null, null, null, null, null);

  /**
   * A change of stock that no receipt explains.
   *
   * @param stocktake whether it sets the level instead of adding to it
   * @param quantityMilli in thousandths
   */
  public record Movement(
      Instant occurredAt, String productId, boolean stocktake, long quantityMilli) {}

  /** A shift that opens or closes; cash in minor units. */
  public record ShiftEvent(String shiftId, boolean opens, long cash) {}

  /** Who says something to whom. */
  public record Message(String sender, List<String> recipients) {

    public Message {
      recipients = List.copyOf(recipients);
    }
  }

  /** How far a user has read. */
  public record Mark(String user, String messageId) {}

  public static Content of(Sale sale) {
    return new Content(sale, null, null, null, null);
  }

  public static Content of(Movement movement) {
    return new Content(null, movement, null, null, null);
  }

  public static Content of(ShiftEvent shift) {
    return new Content(null, null, shift, null, null);
  }

  public static Content of(Message message) {
    return new Content(null, null, null, message, null);
  }

  public static Content of(Mark mark) {
    return new Content(null, null, null, null, mark);
  }
}
