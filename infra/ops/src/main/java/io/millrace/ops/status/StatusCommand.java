package io.millrace.ops.status;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.millrace.ops.cli.Output;
import io.millrace.ops.http.ApiOptions;
import java.net.URI;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Apps, projections and AI requests at a glance. */
@Command(
    name = "status",
    description = "Shows apps, projections and AI requests; exit code 1 if an app is not ready.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  millrace status"})
public final class StatusCommand implements Callable<Integer> {

  @Mixin private Output output = new Output();
  @Mixin private ApiOptions api = new ApiOptions();

  @Option(
      names = "--projection-store-port",
      paramLabel = "PORT",
      defaultValue = "${env:PROJECTION_STORE_PORT:-8081}",
      description = "PROJECTION_STORE_PORT, else 8081.")
  private int projectionStore;

  @Option(
      names = "--stream-processors-port",
      paramLabel = "PORT",
      defaultValue = "${env:STREAM_PROCESSORS_PORT:-8082}",
      description = "STREAM_PROCESSORS_PORT, else 8082.")
  private int streamProcessors;

  @Option(
      names = "--ai-worker-port",
      paramLabel = "PORT",
      defaultValue = "${env:AI_WORKER_PORT:-8083}",
      description = "AI_WORKER_PORT, else 8083.")
  private int aiWorker;

  @Override
  public Integer call() {
    AppProbe probe = new AppProbe(api.key());
    List<CompletableFuture<AppProbe.App>> asked =
        List.of(
            probe.app("ingest-api", api.url()),
            probe.app("projection-store", sibling(projectionStore)),
            probe.app("stream-processors", sibling(streamProcessors)),
            probe.app("ai-worker", sibling(aiWorker)));
    CompletableFuture<JsonArray> projections = probe.projections(sibling(projectionStore));
    CompletableFuture<JsonObject> aiQueue = probe.aiQueue(sibling(projectionStore));
    List<AppProbe.App> apps = asked.stream().map(CompletableFuture::join).toList();
    JsonArray rows = new JsonArray();
    apps.forEach(app -> rows.add(row(app)));
    if (output.json()) {
      JsonObject status = new JsonObject();
      status.add("apps", rows);
      status.add("projections", projections.join());
      status.add("aiQueue", aiQueue.join());
      output.json(status);
    } else {
      output.rows(rows, "");
      if (!projections.join().isEmpty()) {
        output.line("");
        output.rows(projections.join(), "");
      }
      if (!aiQueue.join().isEmpty()) {
        output.line("");
        output.line(ai(aiQueue.join()));
      }
    }
    return apps.stream().allMatch(AppProbe.App::ready) ? 0 : 1;
  }

  /** Another app of the machine ingest-api is on. */
  private String sibling(int port) {
    URI ingest = URI.create(api.url());
    return ingest.getScheme() + "://" + ingest.getHost() + ":" + port;
  }

  private static String ai(JsonObject queue) {
    return "AI requests: %s waiting, %s of %s being answered, circuit %s"
        .formatted(
            text(queue, "queueLength"),
            text(queue, "activeRequests"),
            text(queue, "maxConcurrent"),
            text(queue, "circuit"));
  }

  private static String text(JsonObject queue, String member) {
    JsonElement value = queue.get(member);
    return value == null || value.isJsonNull() ? "unknown" : value.getAsString();
  }

  private static JsonObject row(AppProbe.App app) {
    JsonObject row = new JsonObject();
    row.addProperty("app", app.name());
    row.addProperty("ready", app.ready());
    row.addProperty("url", app.url());
    row.addProperty("detail", app.detail());
    return row;
  }
}
