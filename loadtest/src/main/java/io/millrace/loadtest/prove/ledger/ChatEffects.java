package io.millrace.loadtest.prove.ledger;

import io.millrace.loadtest.prove.ledger.Figure.Measure;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Numbers of messages without gaps, in the order of their topic; and what is unread. */
final class ChatEffects {

  private static final class Talk {
    final List<String> senders = new ArrayList<>();
    final Map<String, Integer> seqs = new HashMap<>();
    final Map<String, Integer> joined = new LinkedHashMap<>();
    final List<Content.Mark> marks = new ArrayList<>();
  }

  private final Cells cells;
  private final Map<String, Talk> talks = new LinkedHashMap<>();

  ChatEffects(Cells cells) {
    this.cells = cells;
  }

  void said(String conversation, String messageId, Content.Message message) {
    Talk talk = talk(conversation);
    talk.senders.add(message.sender());
    int seq = talk.senders.size();
    talk.seqs.put(messageId, seq);
    talk.joined.putIfAbsent(message.sender(), seq);
    message.recipients().forEach(user -> talk.joined.putIfAbsent(user, seq));
    cells.add(Projection.CHAT, Figure.row(conversation, messageId), Measure.SEQ, seq);
  }

  void read(String conversation, Content.Mark mark) {
    talk(conversation).marks.add(mark);
  }

  private Talk talk(String conversation) {
    return talks.computeIfAbsent(conversation, name -> new Talk());
  }

  /** Unread is what others said after the user's furthest mark, and since he joined. */
  void finish() {
    talks.forEach(
        (conversation, talk) -> {
          int last = talk.senders.size();
          cells.add(Projection.CHAT, conversation, Measure.SEQ, last);
          talk.joined.forEach(
              (user, joined) -> {
                int read = joined - 1;
                for (Content.Mark mark : talk.marks) {
                  if (mark.user().equals(user)) {
                    read = Math.max(read, talk.seqs.getOrDefault(mark.messageId(), 0));
                  }
                }
                long unread =
                    talk.senders.subList(read, last).stream()
                        .filter(sender -> !sender.equals(user))
                        .count();
                cells.add(Projection.CHAT, Figure.row(conversation, user), Measure.UNREAD, unread);
              });
        });
  }
}
