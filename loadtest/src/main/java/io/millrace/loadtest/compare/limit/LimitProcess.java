package io.millrace.loadtest.compare.limit;

import io.millrace.infra.embedded.Ports;
import io.millrace.loadtest.LoadCommand;
import io.millrace.loadtest.compare.machine.ChildProcess;
import io.millrace.loadtest.compare.machine.Part;
import io.millrace.loadtest.platform.Http;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@link LimitServer} as a JVM of its own, with the options that ingest-api has. */
public final class LimitProcess implements AutoCloseable {

  private static final int NATIVE_ACCESS_FLAG = 24;

  private final int port;
  private final ChildProcess process;

  private LimitProcess(int port, ChildProcess process) {
    this.port = port;
    this.process = process;
  }

  /**
   * Starts it and creates its topic.
   *
   * @param folder where its log goes
   */
  public static LimitProcess start(String bootstrapServers, Path folder)
      throws InterruptedException {
    LimitTopic.create(bootstrapServers);
    int port = Ports.free();
    List<String> command = java();
    command.addAll(
        List.of("limit-server", "--bootstrap-servers=" + bootstrapServers, "--port=" + port));
    ChildProcess process = ChildProcess.start("limit", command, Map.of(), folder);
    process.await(() -> Http.isOk("http://127.0.0.1:" + port + "/ready"));
    return new LimitProcess(port, process);
  }

  /** A JVM that runs this program. */
  private static List<String> java() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx448m", "-Xss512k", "-Djava.net.preferIPv4Stack=true"));
    if (Runtime.version().feature() >= NATIVE_ACCESS_FLAG) {
      command.add("--enable-native-access=ALL-UNNAMED");
      command.add("--sun-misc-unsafe-memory-access=allow");
    }
    String classPath = System.getProperty("java.class.path");
    if (Files.isRegularFile(Path.of(classPath))) {
      command.addAll(List.of("-jar", Path.of(classPath).toAbsolutePath().toString()));
    } else {
      command.addAll(List.of("-cp", classPath, LoadCommand.class.getName()));
    }
    return command;
  }

  public int port() {
    return port;
  }

  public Part part() {
    return process.part();
  }

  public boolean isReady() {
    return Http.isOk("http://127.0.0.1:" + port + "/ready");
  }

  @Override
  public void close() {
    process.close();
  }
}
