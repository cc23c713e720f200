package io.millrace.loadtest.chat;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.http.HttpDsl.http;

import io.gatling.javaapi.core.Session;
import io.millrace.loadtest.run.LoadSimulation;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ten users who write chat messages and ask the AI, more often than rate limits let anybody: 202 is
 * a right answer, and so is 429 that says when to come back.
 */
public final class ChatAi extends LoadSimulation {

  public static final String MESSAGE = "chat-message";
  public static final String REQUEST = "ai-request";

  private static final int USERS = 10;
  private static final String MESSAGE_BODY = "{\"text\":\"%s\"}";
  private static final String REQUEST_BODY =
      "{\"priority\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}";
  private static final String[] PRIORITIES = {"high", "normal", "normal", "normal", "low"};
  private static final String[] QUESTIONS = {
    "What sold best yesterday?",
    "Which stores are low on lanterns?",
    "Write a short note to the staff about the new till.",
    "Is receipt 4711 refunded?"
  };

  public ChatAi() {
    run(
        exec(
            exec(ChatAi::choose),
            countedOrLimited(
                MESSAGE,
                http(MESSAGE)
                    .post("/api/chat/load-#{user}/messages")
                    .header("X-User-Id", "#{user}")
                    .body(StringBody(session -> MESSAGE_BODY.formatted(any(QUESTIONS)))),
                202),
            countedOrLimited(
                REQUEST,
                http(REQUEST)
                    .post("/api/ai/requests")
                    .header("X-User-Id", "#{user}")
                    .body(
                        StringBody(
                            session -> REQUEST_BODY.formatted(any(PRIORITIES), any(QUESTIONS)))),
                202)));
  }

  /**
   * What a limit per user and minute lets all users do in a time.
   *
   * @param time what a bucket that is full at first holds comes on top
   */
  public static long most(int perMinute, Duration time) {
    return Math.round(USERS * perMinute * (1 + time.toMillis() / 60_000.0));
  }

  private static Session choose(Session session) {
    return session.set("user", "user-" + ThreadLocalRandom.current().nextInt(USERS));
  }

  private static String any(String[] texts) {
    return texts[ThreadLocalRandom.current().nextInt(texts.length)];
  }
}
