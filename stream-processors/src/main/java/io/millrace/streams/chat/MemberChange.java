package io.millrace.streams.chat;

import io.millrace.schemas.projection.v1.ChatMember;
import io.millrace.schemas.projection.v1.ChatRow;
import io.millrace.streams.projection.Change;
import org.jspecify.annotations.Nullable;

/**
 * What one fact does to one user of a conversation. Who is new has nothing to read of what was said
 * before, and who has read all before his own message has read it too.
 */
final class MemberChange implements Change<ChatRow> {

  private final ChatState state;
  private final Talk talk;
  private final String userId;

  private long joinsAt;
  private long sends;
  private long readsUpTo;
  private long read;
  private boolean forgetsOwn;
  private boolean addsOwn;

  MemberChange(ChatState state, Talk talk, String userId) {
    this.state = state;
    this.talk = talk;
    this.userId = userId;
  }

  /** The user gets the message of that number. */
  MemberChange gets(long seq) {
    joinsAt = seq;
    return this;
  }

  /** The user wrote the message of that number. */
  MemberChange sends(long seq) {
    joinsAt = seq;
    sends = seq;
    return this;
  }

  /** The user has read up to the message of that number; an earlier one changes nothing. */
  MemberChange reads(long seq) {
    readsUpTo = seq;
    return this;
  }

  @Override
  public String key() {
    return talk.memberKey(userId);
  }

  @Override
  public ChatRow apply(@Nullable ChatRow row) {
    ChatMember before = row == null ? ChatMember.getDefaultInstance() : row.getMember();
    boolean joins = joinsAt > 0 && !before.getTakesPart();
    read = Math.max(before.getReadSeq(), Math.max(readsUpTo, joins ? joinsAt - 1 : 0));
    long own = before.getOwnAfterRead();
    forgetsOwn = read > before.getReadSeq() && own > 0;
    if (forgetsOwn) {
      own -= state.countOwn(talk, userId, read);
    }
    addsOwn = sends > read + 1;
    if (addsOwn) {
      own++;
    } else {
      read = Math.max(read, sends);
    }
    ChatMember after =
        ChatMember.newBuilder()
            .setUserId(userId)
            .setTakesPart(before.getTakesPart() || joins)
            .setReadSeq(read)
            .setOwnAfterRead(own)
            .build();
    if (row != null && after.equals(before)) {
      return row;
    }
    ChatRow.Builder changed = row == null ? talk.row() : row.toBuilder();
    return changed.setMember(after).setRevision(changed.getRevision() + 1).build();
  }

  @Override
  public void settle() {
    if (forgetsOwn) {
      state.forgetOwn(talk, userId, read);
    }
    if (addsOwn) {
      state.addOwn(talk, userId, sends);
    }
  }
}
