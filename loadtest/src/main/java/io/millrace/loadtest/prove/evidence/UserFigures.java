package io.millrace.loadtest.prove.evidence;

import io.millrace.loadtest.platform.ReadApi;
import io.millrace.loadtest.prove.ledger.Figure;
import io.millrace.loadtest.prove.ledger.Figure.Measure;
import io.millrace.loadtest.prove.ledger.Projection;
import java.time.Instant;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** What is told to users: numbers of messages, what is unread, notifications, use of the model. */
final class UserFigures {

  private static final String LOW_STOCK = "low-stock";
  private static final String LOW_STOCK_TITLE = "Low stock: ";

  private final ReadApi api;
  private final Figures figures;

  UserFigures(ReadApi api, Figures figures) {
    this.api = api;
    this.figures = figures;
  }

  void messages(String conversation) throws InterruptedException {
    String path = "/api/chat/" + conversation + "/messages?limit=500";
    if (api.find(path).isEmpty()) {
      return; // nobody has said anything
    }
    for (JsonNode message : api.list(path, "messages")) {
      String row = Figure.row(conversation, message.path("messageId").asString());
      figures.add(Projection.CHAT, row, Measure.SEQ, message.path("seq").asLong());
    }
  }

  /** The user's conversations; the number of the last message is the same for all users. */
  void unread(String user) throws InterruptedException {
    for (JsonNode talk : api.as(user).list("/api/chat/conversations?limit=500", "conversations")) {
      String conversation = talk.path("conversationId").asString();
      String row = Figure.row(conversation, user);
      figures.add(Projection.CHAT, row, Measure.UNREAD, talk.path("unread").asLong());
    }
  }

  void lastMessages() throws InterruptedException {
    for (JsonNode talk : api.list("/api/chat/conversations?limit=500", "conversations")) {
      String conversation = talk.path("conversationId").asString();
      figures.add(Projection.CHAT, conversation, Measure.SEQ, talk.path("lastSeq").asLong());
    }
  }

  void notifications(String user) throws InterruptedException {
    ReadApi own = api.as(user);
    for (JsonNode one : own.list("/api/notifications?limit=500", "notifications")) {
      String kind = one.path("kind").asString();
      figures.add(Projection.NOTIFICATIONS, Figure.row(user, kind), Measure.NOTIFIED, 1);
      if (kind.equals(LOW_STOCK)) {
        String product = one.path("title").asString().replace(LOW_STOCK_TITLE, "");
        String row = Figure.row(user.replaceFirst("store:", ""), product);
        figures.add(Projection.LOW_STOCK, row, Measure.NOTIFIED, 1);
      }
    }
    long unread = own.get("/api/notifications/unread-count").path("unread").asLong();
    figures.add(Projection.NOTIFICATIONS, user, Measure.UNREAD, unread);
  }

  void aiUsage(Instant from, Instant to) throws InterruptedException {
    String path = "/api/ai/usage?bucket=hour&from=" + from + "&to=" + to;
    for (JsonNode used : api.get(path).path("buckets")) {
      String kind = Figure.row(used.path("model").asString(), used.path("priority").asString());
      String row = Figure.row(kind, Figures.start(used));
      Map.of(
              Measure.ENDED, "requests",
              Measure.FAILED, "failed",
              Measure.CANCELLED, "cancelled",
              Measure.FALLBACKS, "fallbacks")
          .forEach((measure, name) -> add(row, measure, used.path(name)));
      add(Figure.row(row, "prompt"), Measure.TOKENS, used.path("promptTokens"));
      add(Figure.row(row, "completion"), Measure.TOKENS, used.path("completionTokens"));
      add(Figure.row(row, "wait"), Measure.MILLIS, used.path("waitMs"));
      add(Figure.row(row, "process"), Measure.MILLIS, used.path("processMs"));
    }
  }

  private void add(String row, Measure measure, JsonNode value) {
    figures.add(Projection.AI_USAGE, row, measure, value.asLong());
  }
}
