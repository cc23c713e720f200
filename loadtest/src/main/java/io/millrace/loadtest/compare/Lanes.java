package io.millrace.loadtest.compare;

import io.millrace.loadtest.compare.baseline.NodeStack;
import io.millrace.loadtest.compare.generator.Requests;
import io.millrace.loadtest.compare.limit.LimitServer;
import io.millrace.loadtest.compare.machine.Part;
import io.millrace.loadtest.compare.millrace.MillraceStack;
import io.millrace.loadtest.compare.work.Catalogue;
import io.millrace.loadtest.compare.work.Receipts;
import io.millrace.loadtest.compare.work.Webhooks;
import io.millrace.loadtest.platform.Http;
import io.millrace.loadtest.platform.Platform;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;

/** Makes the lanes of a piece of work; those of systems that are absent are left out. */
final class Lanes {

  private static final String NODE_WEBHOOK = "/api/webhook/s3cret";

  private final Systems systems;
  private final Webhooks webhooks;
  private final Receipts receipts;

  Lanes(Systems systems, Webhooks webhooks, Receipts receipts) {
    this.systems = systems;
    this.webhooks = webhooks;
    this.receipts = receipts;
  }

  List<Lane> of(Case work) {
    return work.contenders().stream()
        .filter(one -> systems.node() != null || !isNode(one))
        .map(
            one ->
                switch (one) {
                  case MILLRACE -> millrace(work);
                  case LIMIT -> limit(work);
                  case EXPRESS, FASTIFY -> node(work, one, Objects.requireNonNull(systems.node()));
                })
        .toList();
  }

  private static boolean isNode(Contender contender) {
    return contender == Contender.EXPRESS || contender == Contender.FASTIFY;
  }

  private Lane millrace(Case work) {
    MillraceStack millrace = systems.millrace();
    boolean whole = work.extent() != Extent.FRONT;
    int port = millrace.port(work == Case.PRODUCT ? "projection-store" : "ingest-api");
    return new Lane(
        Contender.MILLRACE,
        whole ? millrace.whole() : millrace.front(),
        requests(work, port, MillraceStack::webhookPath),
        () -> millrace.isReady(whole),
        () -> {},
        whole ? millrace::backlog : () -> 0,
        work == Case.RECEIPT_VISIBLE ? millrace::receipts : () -> 0);
  }

  private Lane limit(Case work) {
    List<Part> running = List.of(systems.millrace().kafka(), systems.limit().part());
    return new Lane(
        Contender.LIMIT,
        running,
        requests(work, systems.limit().port(), sender -> LimitServer.PATH),
        systems.limit()::isReady,
        () -> {},
        () -> 0,
        () -> 0);
  }

  private Lane node(Case work, Contender contender, NodeStack node) {
    boolean express = contender == Contender.EXPRESS;
    int port = express ? node.expressPort() : node.fastifyPort();
    return new Lane(
        contender,
        node.parts(express ? "express" : "fastify", work.extent() != Extent.FRONT),
        requests(work, port, sender -> NODE_WEBHOOK),
        () -> Http.isOk("http://127.0.0.1:" + port + "/api/health"),
        // Jobs of earlier turns are forgotten; cached products stay.
        work == Case.PRODUCT ? () -> {} : node::flush,
        node::backlog,
        () -> 0);
  }

  private Requests requests(Case work, int port, IntFunction<String> webhookPath) {
    return switch (work) {
      case HEALTH -> Catalogue.health(port);
      case PRODUCT -> Catalogue.lookUps(port, Platform.API_KEY);
      case RECEIPT, RECEIPT_500, RECEIPT_VISIBLE, READ_BACK ->
          receipts.requests(port, Platform.API_KEY);
      case RECEIPT_BATCH -> receipts.batches(port, Platform.API_KEY);
      case WEBHOOK_64, WEBHOOK_256, WEBHOOK_1000, WEBHOOK_PROCESSED ->
          webhooks.requests(port, webhookPath);
    };
  }
}
