package io.millrace.loadtest.prove.evidence;

import io.millrace.loadtest.platform.ReadApi;
import io.millrace.loadtest.prove.ledger.Kind;
import io.millrace.loadtest.prove.ledger.Shown;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** What the read API lists. */
final class Shows {

  private static final String PAGE = "limit=500";

  private final ReadApi api;

  Shows(ReadApi api) {
    this.api = api;
  }

  List<Shown> receipts(String store) throws InterruptedException {
    List<Shown> shown = new ArrayList<>();
    String path = "/api/receipts?" + PAGE + "&storeId=" + store;
    JsonNode page = api.get(path);
    while (true) {
      for (JsonNode receipt : page.path("receipts")) {
        long total = receipt.path("total").asLong();
        boolean refund = receipt.path("type").asString().equals("refund");
        shown.add(
            new Shown(
                Kind.RECEIPT,
                receipt.path("storeId").asString(),
                receipt.path("receiptId").asString(),
                refund ? -total : total,
                "",
                receipt.path("refundOf").asString("")));
      }
      if (!page.hasNonNull("nextCursor")) {
        return shown;
      }
      page = api.get(path + "&cursor=" + page.path("nextCursor").asString());
    }
  }

  /** In the order of the conversation; none where nobody has said anything. */
  List<Shown> messages(String conversation) throws InterruptedException {
    List<Shown> shown = new ArrayList<>();
    String path = "/api/chat/" + conversation + "/messages?" + PAGE;
    Optional<JsonNode> newest = api.find(path);
    if (newest.isEmpty()) {
      return shown;
    }
    JsonNode page = newest.get();
    while (true) {
      List<Shown> earlier = new ArrayList<>();
      for (JsonNode message : page.path("messages")) {
        String id = message.path("messageId").asString();
        earlier.add(new Shown(Kind.CHAT, conversation, id, 0, "", ""));
      }
      shown.addAll(0, earlier);
      if (!page.hasNonNull("nextCursor")) {
        return shown;
      }
      page = api.get(path + "&before=" + page.path("nextCursor").asString());
    }
  }

  /** Those of the AI requests that are there. */
  List<Shown> requests(Collection<String> ids) throws InterruptedException {
    List<Shown> shown = new ArrayList<>();
    for (String id : ids) {
      api.find("/api/ai/requests/" + id)
          .ifPresent(
              request ->
                  shown.add(
                      new Shown(
                          Kind.AI,
                          request.path("userId").asString(),
                          request.path("requestId").asString(),
                          0,
                          request.path("status").asString(),
                          request.path("answer").asString(""))));
    }
    return shown;
  }
}
