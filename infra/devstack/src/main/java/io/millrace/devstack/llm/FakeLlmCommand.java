package io.millrace.devstack.llm;

import io.millrace.infra.embedded.llm.FakeLlmMain;
import java.io.UncheckedIOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./millrace fake-llm}. */
@Command(
    name = "fake-llm",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpWidth = 100,
    description = {
      "Serves OpenAI's protocol on loopback until Ctrl-C, without a model: the first words of the"
          + " last message say what happens, anything else is repeated.",
      "",
      "  delay MS, tokens N, every MS   when the answer begins, its words, the time between them",
      "  tools                          two tool calls",
      "  status N, code NAME            an error; hint FORM=VALUE says when to come again:",
      "                                 retry-after, retry-after-ms, x-ratelimit-reset-tokens, gemini",
      "  stall [N], cut N               silence, or a broken connection, after N words",
      "  times N                        only the first N times this is asked",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  ./millrace fake-llm                          does what each message says",
      "  ./millrace fake-llm delay 300 tokens 50 every 20",
      "                                               every answer like that",
      "  LLM_BASE_URL=http://localhost:8090 ./millrace up",
      "                                               the workers ask it",
      "  curl localhost:8090/stats                    calls so far, and open ones"
    })
public final class FakeLlmCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8090",
      showDefaultValue = Visibility.ALWAYS,
      description = "Where it listens.")
  private int port;

  @Parameters(
      arity = "0..*",
      paramLabel = "SCRIPT",
      description = "What every message is taken for.")
  private String[] script = {};

  @Override
  public Integer call() throws InterruptedException {
    try {
      FakeLlmMain.main(new String[] {Integer.toString(port), String.join(" ", script)});
      return 0;
    } catch (UncheckedIOException e) {
      Throwable reason = e.getCause() == null ? e : e.getCause();
      spec.commandLine().getErr().println("millrace: --port " + port + ": " + reason.getMessage());
      return 1;
    }
  }
}
