package io.millrace.devstack.demo;

import java.util.List;
import java.util.Map;
import java.util.Random;

/** Customers who ask a support desk, and the desk's answers. */
final class DemoChat {

  private static final int CONVERSATIONS = 5;
  private static final List<String> QUESTIONS =
      List.of(
          "Is the rye bread back in stock?",
          "When do you open tomorrow?",
          "Можно вернуть чай без чека?",
          "Do you deliver to Moabit?",
          "The card terminal charged me twice.");
  private static final List<String> ANSWERS =
      List.of(
          "Yes, since this morning.",
          "At eight, as every day.",
          "Да, в течение двух недель.",
          "Let me have a look, one moment.");

  private final Random random;
  private final String prefix;
  private long messages;

  DemoChat(long seed) {
    this.random = new Random(seed);
    this.prefix = "demo-" + Long.toString(seed, Character.MAX_RADIX) + "-c";
  }

  /** A message: who sends it where, and the body of the request. */
  record Message(String conversationId, String userId, Map<String, Object> body) {}

  Message next() {
    messages++;
    int conversation = 1 + random.nextInt(CONVERSATIONS);
    boolean asks = random.nextBoolean();
    String customer = "customer-" + conversation;
    List<String> texts = asks ? QUESTIONS : ANSWERS;
    return new Message(
        "support-" + conversation,
        asks ? customer : "support",
        Map.of(
            "messageId",
            prefix + messages,
            "text",
            texts.get(random.nextInt(texts.size())),
            "recipients",
            List.of(asks ? "support" : customer)));
  }
}
