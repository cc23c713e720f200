package io.millrace.loadtest.compare.baseline;

import io.millrace.infra.embedded.Ports;
import io.millrace.infra.embedded.PostgresServer;
import io.millrace.infra.embedded.RedisServer;
import io.millrace.loadtest.compare.machine.ChildProcess;
import io.millrace.loadtest.compare.machine.Part;
import io.millrace.loadtest.platform.Http;
import io.millrace.loadtest.platform.PlatformException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The Node stack with a PostgreSQL and a Redis of its own: Express, Fastify and the worker, each a
 * process. Redis appends to a file and syncs it every second; PostgreSQL syncs at each commit.
 */
public final class NodeStack implements AutoCloseable {

  private static final long SEED_SECONDS = 120;

  private final Deque<ChildProcess> processes = new ArrayDeque<>();
  private final Map<String, Part> parts = new HashMap<>();
  private final RedisLine redis;
  private final int expressPort = Ports.free();
  private final int fastifyPort = Ports.free();

  private NodeStack(int redisPort) {
    this.redis = new RedisLine(redisPort);
  }

  /**
   * Installs and starts all of it, with 10,000 products and no receipts.
   *
   * @param folder where the copy and the data go
   * @throws BaselineException if it cannot be installed or started
   */
  public static NodeStack start(Baseline baseline, Path folder)
      throws BaselineException, InterruptedException {
    Path app = baseline.install(folder.resolve("app"));
    PostgresServer postgres = new PostgresServer(folder.resolve("postgres"), 0);
    RedisServer redis = new RedisServer(folder.resolve("redis"), 0);
    NodeStack stack = new NodeStack(redis.port());
    try {
      stack.startServers(postgres, redis, folder);
      Map<String, String> environment = environment(postgres, redis);
      seed(app, environment);
      stack.startApps(app, environment);
      return stack;
    } catch (PlatformException | IOException e) {
      stack.close();
      throw new BaselineException("no baseline: " + e.getMessage());
    }
  }

  private void startServers(PostgresServer postgres, RedisServer redis, Path folder)
      throws InterruptedException {
    postgres.prepare();
    ChildProcess database =
        add("node-postgres", postgres.command(), Map.of(), folder.resolve("postgres"));
    database.await(() -> postgres.isReady(database.pid()));
    add("node-redis", redis.command(), Map.of(), folder.resolve("redis")).await(redis::isReady);
    flush();
  }

  private void startApps(Path app, Map<String, String> environment) throws InterruptedException {
    List<String> server = List.of("node", "server.js");
    Map<String, String> express = new HashMap<>(environment);
    express.put("PORT", Integer.toString(expressPort));
    add("express", server, express, app).await(() -> Http.isOk(url(expressPort, "/api/health")));
    Map<String, String> fastify = new HashMap<>(environment);
    fastify.put("PORT", Integer.toString(fastifyPort));
    fastify.put("FRAMEWORK", "fastify");
    add("fastify", server, fastify, app).await(() -> Http.isOk(url(fastifyPort, "/api/health")));
    add("node-worker", List.of("node", "worker.js"), environment, app);
  }

  private ChildProcess add(
      String name, List<String> command, Map<String, String> environment, Path folder) {
    ChildProcess process = ChildProcess.start(name, command, environment, folder);
    processes.push(process);
    parts.put(name, process.part());
    return process;
  }

  private static Map<String, String> environment(PostgresServer postgres, RedisServer redis) {
    return Map.of(
        "NODE_ENV",
        "production",
        "DATABASE_URL",
        postgres.url().replace("localhost", "127.0.0.1"),
        "REDIS_HOST",
        "127.0.0.1",
        "REDIS_PORT",
        Integer.toString(redis.port()));
  }

  private static void seed(Path app, Map<String, String> environment)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder("node", "seed.js")
            .directory(app.toFile())
            .redirectErrorStream(true)
            .redirectOutput(app.resolve("seed.log").toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    if (!process.waitFor(SEED_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new PlatformException("seed.js failed; see " + app.resolve("seed.log"));
    }
  }

  public int expressPort() {
    return expressPort;
  }

  public int fastifyPort() {
    return fastifyPort;
  }

  /** All processes, servers before their clients. */
  public List<Part> parts() {
    return select("node-postgres", "node-redis", "express", "fastify", "node-worker");
  }

  /**
   * What runs when a framework is measured.
   *
   * @param framework {@code express} or {@code fastify}
   */
  public List<Part> parts(String framework, boolean withWorker) {
    return withWorker
        ? select("node-postgres", "node-redis", framework, "node-worker")
        : select("node-postgres", "node-redis", framework);
  }

  private List<Part> select(String... names) {
    List<Part> selected = new ArrayList<>();
    for (String name : names) {
      Part part = parts.get(name);
      if (part != null) {
        selected.add(part);
      }
    }
    return selected;
  }

  /** Forgets all jobs and cached products. */
  public void flush() {
    redis.send("FLUSHALL");
  }

  /** Jobs that wait for the worker or are being worked on. */
  public long backlog() {
    return redis.send("LLEN bull:webhooks:wait") + redis.send("LLEN bull:webhooks:active");
  }

  private static String url(int port, String path) {
    return "http://127.0.0.1:" + port + path;
  }

  /** What Node says of its version; empty where it is not installed. */
  public static String version() {
    try {
      Process process = new ProcessBuilder("node", "--version").start();
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      return "";
    }
  }

  @Override
  public void close() {
    while (!processes.isEmpty()) {
      processes.pop().close();
    }
  }
}
