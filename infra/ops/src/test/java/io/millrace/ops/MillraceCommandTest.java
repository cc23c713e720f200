package io.millrace.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class MillraceCommandTest {

  static Stream<CommandLine> verbs() {
    List<CommandLine> verbs = new ArrayList<>();
    collect(MillraceCommand.commandLine(), verbs);
    return verbs.stream();
  }

  @Test
  void verbs_areThoseOfTheSpine() {
    assertThat(verbs().map(verb -> verb.getCommandSpec().qualifiedName()))
        .containsExactlyInAnyOrder(
            "millrace status",
            "millrace topics list",
            "millrace topics diff",
            "millrace topics apply",
            "millrace lag",
            "millrace tail",
            "millrace dlt list",
            "millrace dlt show",
            "millrace dlt redrive",
            "millrace dlt discard",
            "millrace keys create",
            "millrace keys list",
            "millrace keys revoke",
            "millrace sources create",
            "millrace sources list",
            "millrace sources rotate",
            "millrace sources pause",
            "millrace sources resume",
            "millrace sources delete",
            "millrace sources deliveries",
            "millrace projections list",
            "millrace projections rebuild",
            "millrace projections verify",
            "millrace projections switch",
            "millrace projections rollback",
            "millrace projections retire");
  }

  @ParameterizedTest
  @MethodSource("verbs")
  void help_hasAnExampleAndJson(CommandLine verb) {
    String name = verb.getCommandSpec().qualifiedName();
    assertThat(verb.getUsageMessage(CommandLine.Help.Ansi.OFF))
        .containsPattern("Example:\\R  " + name)
        .contains("--json");
  }

  @ParameterizedTest
  @MethodSource("verbs")
  void help_ofWhatChangesData_hasYes(CommandLine verb) {
    boolean changes =
        List.of(
                "create",
                "apply",
                "revoke",
                "rotate",
                "pause",
                "resume",
                "delete",
                "rebuild",
                "switch",
                "rollback",
                "retire",
                "redrive",
                "discard")
            .contains(verb.getCommandSpec().name());
    assertThat(verb.getCommandSpec().optionsMap().containsKey("--yes")).isEqualTo(changes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lag",
        "tail sales.receipts.v1",
        "dlt show sales.receipts.v1",
        "dlt redrive sales.receipts.v1 --all"
      })
  void verb_saysOneLine_whenKafkaIsAway(String command) {
    Run run = Run.millrace((command + " --bootstrap-servers localhost:1").split(" "));
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines())
        .singleElement()
        .asString()
        .startsWith("millrace: Kafka does not answer at localhost:1 ");
  }

  @Test
  void verb_saysOneLine_whenTheHostIsUnknown() {
    Run run = Run.millrace("lag", "--bootstrap-servers", "nowhere.invalid:9092");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err().lines())
        .containsExactly("millrace: nowhere.invalid:9092: no such Kafka (--bootstrap-servers)");
  }

  @Test
  void verb_refusesWhatItDoesNotKnow() {
    assertThat(Run.millrace("topics").exitCode()).isEqualTo(2);
    assertThat(Run.millrace("frobnicate").exitCode()).isEqualTo(2);
    assertThat(Run.millrace("dlt", "show", "frob").err())
        .isEqualToIgnoringNewLines("millrace: frob: no such topic (millrace topics list)");
  }

  @Test
  void keysCreate_sendsWhatWasAskedFor() {
    try (FakeHttp ingest =
        new FakeHttp().answer("POST /api/keys", 201, "{\"keyId\": \"k1\", \"key\": \"mk_1\"}")) {
      Run run =
          Run.millrace(
              "keys",
              "create",
              "--tenant",
              "acme",
              "--scopes",
              "read,ops",
              "--yes",
              "--url",
              ingest.url(),
              "--api-key",
              "secret");
      assertThat(run.exitCode()).isZero();
      assertThat(run.lines()).containsExactly("key id: k1", "key:    mk_1  (shown this once)");
      assertThat(ingest.requests())
          .containsExactly(
              "POST /api/keys {\"tenant\":\"acme\",\"scopes\":[\"read\",\"ops\"]}"
                  + " as Bearer secret");
    }
  }

  @Test
  void keysCreate_changesNothing_whenNobodyConfirms() {
    InputStream stdin = System.in;
    try (FakeHttp ingest = new FakeHttp()) {
      System.setIn(InputStream.nullInputStream());
      Run run = Run.millrace("keys", "create", "--tenant", "acme", "--url", ingest.url());
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err())
          .startsWith("Make a key for tenant acme with scopes write, read? [y/N] ")
          .contains("not confirmed, nothing changed");
      assertThat(ingest.requests()).isEmpty();
    } finally {
      System.setIn(stdin);
    }
  }

  @Test
  void keysList_printsATable() {
    String keys =
        "{\"keys\": [{\"keyId\": \"k1\", \"tenant\": \"demo\", \"scopes\": [\"write\", \"ops\"]},"
            + "{\"keyId\": \"longer\", \"tenant\": \"acme\", \"scopes\": [], \"plan\": \"big\"}]}";
    try (FakeHttp ingest = new FakeHttp().answer("GET /api/keys", 200, keys)) {
      Run run = Run.millrace("keys", "list", "--url", ingest.url());
      assertThat(run.lines())
          .containsExactly(
              "KEY ID  TENANT  SCOPES     PLAN",
              "k1      demo    write,ops  -",
              "longer  acme               big");
      Run json = Run.millrace("keys", "list", "--json", "--url", ingest.url());
      assertThat(json.json().getAsJsonArray()).hasSize(2);
    }
  }

  @Test
  void keysRevoke_deletes() {
    try (FakeHttp ingest = new FakeHttp().answer("DELETE /api/keys/k%2F1", 202, "")) {
      Run run = Run.millrace("keys", "revoke", "k/1", "--yes", "--url", ingest.url());
      assertThat(run.out()).isEqualToIgnoringNewLines("revoked k/1");
      assertThat(ingest.requests()).containsExactly("DELETE /api/keys/k%2F1 as Bearer demo-key");
    }
  }

  @Test
  void sourcesCreate_printsUrlAndSecret() {
    String made =
        "{\"sourceKey\": \"gh\", \"url\": \"http://h/api/webhook/gh\", \"secret\": \"s\"}";
    try (FakeHttp ingest = new FakeHttp().answer("POST /api/sources", 201, made)) {
      Run run =
          Run.millrace(
              "sources",
              "create",
              "--name",
              "Git",
              "--scheme",
              "hmac",
              "--source-key",
              "gh",
              "--setting",
              "header=X-Sig",
              "--setting",
              "algorithm=sha256",
              "-y",
              "--url",
              ingest.url());
      assertThat(run.lines())
          .containsExactly(
              "source key: gh",
              "url:        http://h/api/webhook/gh",
              "secret:     s  (shown this once)");
      assertThat(ingest.requests().get(0))
          .contains(
              "{\"name\":\"Git\",\"scheme\":\"hmac\",\"sourceKey\":\"gh\","
                  + "\"settings\":{\"header\":\"X-Sig\",\"algorithm\":\"sha256\"}}");
    }
  }

  @Test
  void sourcesRotate_printsTheNewSecret() {
    String made =
        "{\"sourceKey\": \"gh\", \"url\": \"http://h/api/webhook/gh\", \"secret\": \"n\"}";
    try (FakeHttp ingest = new FakeHttp().answer("POST /api/sources/gh/rotate", 201, made)) {
      Run run = onSource(ingest, "rotate", "gh", "--grace", "60", "--secret=s3cret", "--yes");
      assertThat(run.lines()).contains("secret:     n  (shown this once)");
      assertThat(run.out() + run.err()).doesNotContain("s3cret");
      assertThat(ingest.requests())
          .containsExactly(
              "POST /api/sources/gh/rotate {\"graceSeconds\":60,\"secret\":\"s3cret\"}"
                  + " as Bearer demo-key");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rotate", "pause", "resume", "delete"})
  void sources_changeNothing_whenNobodyConfirms(String verb) {
    InputStream stdin = System.in;
    try (FakeHttp ingest = new FakeHttp()) {
      System.setIn(InputStream.nullInputStream());
      Run run = onSource(ingest, verb, "gh");
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err()).contains("source gh", "[y/N]", "not confirmed, nothing changed");
      assertThat(ingest.requests()).isEmpty();
    } finally {
      System.setIn(stdin);
    }
  }

  @Test
  void sources_pauseResumeAndDelete() {
    try (FakeHttp ingest =
        new FakeHttp()
            .answer("POST /api/sources/gh/pause", 200, "{\"paused\": true}")
            .answer("POST /api/sources/gh/resume", 200, "{\"paused\": false}")
            .answer("DELETE /api/sources/gh", 204, "")) {
      assertThat(onSource(ingest, "pause", "gh", "-y").lines()).containsExactly("paused gh");
      assertThat(onSource(ingest, "resume", "gh", "-y", "--json").lines())
          .containsExactly("{\"paused\":false}");
      assertThat(onSource(ingest, "delete", "gh", "-y").lines()).containsExactly("deleted gh");
      assertThat(onSource(ingest, "delete", "gh", "-y", "--json").lines())
          .containsExactly("{\"sourceKey\":\"gh\",\"deleted\":true}");
      assertThat(ingest.requests()).hasSize(4).noneMatch(request -> request.contains("{"));
    }
  }

  @Test
  void sourcesDeliveries_tellWhyEachWasRefused() {
    String found =
        "{\"sourceKey\":\"gh\",\"seenBy\":\"this-instance\",\"deliveries\":[{\"time\":\"T\","
            + "\"id\":null,\"status\":401,\"reason\":{\"code\":\"signature-missing\","
            + "\"detail\":\"expected X-Hub-Signature-256\"}}]}";
    try (FakeHttp ingest = new FakeHttp().answer("GET /api/sources/gh/deliveries", 200, found)) {
      Run run = onSource(ingest, "deliveries", "gh", "--refused", "--limit", "3");
      assertThat(run.lines())
          .containsExactly(
              "TIME  ID  STATUS  REASON",
              "T     -   401     signature-missing: expected X-Hub-Signature-256");
      assertThat(run.err()).contains("only those of the instance that answered");
      assertThat(ingest.queries()).containsExactly("limit=3&outcome=refused");
      Run json = onSource(ingest, "deliveries", "gh", "--json");
      assertThat(json.out()).contains("\"reason\":{\"code\":\"signature-missing\"");
    }
  }

  private static Run onSource(FakeHttp ingest, String... args) {
    List<String> all = new ArrayList<>(List.of("sources"));
    all.addAll(List.of(args));
    all.addAll(List.of("--url", ingest.url()));
    return Run.millrace(all.toArray(String[]::new));
  }

  @Test
  void sourcesList_tellsTheProblem() {
    String problem = "{\"status\": 403, \"code\": \"wrong-scope\", \"detail\": \"needs ops\"}";
    try (FakeHttp ingest = new FakeHttp().answer("GET /api/sources", 403, problem)) {
      Run run = Run.millrace("sources", "list", "--url", ingest.url());
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err())
          .isEqualToIgnoringNewLines("millrace: ingest-api answered 403: wrong-scope, needs ops");
    }
    assertThat(Run.millrace("sources", "list", "--url", "http://localhost:1").err())
        .startsWith("millrace: ingest-api does not answer at http://localhost:1 ");
  }

  @Test
  void status_tellsWhichAppIsNotReadyAndWhy() {
    String notReady =
        "{\"components\": {\"intake\": {\"details\": {\"reason\": \"Kafka does not answer\"}}}}";
    String projections = "{\"projections\": [{\"name\": \"sales-by-day\", \"lag\": 3}]}";
    String health =
        "{\"aiQueue\": {\"queueLength\": 7, \"activeRequests\": 4, \"maxConcurrent\": 20,"
            + " \"circuit\": \"half-open\"}}";
    try (FakeHttp up = new FakeHttp().answer("GET /ready", 200, "{}");
        FakeHttp store =
            new FakeHttp()
                .answer("GET /ready", 200, "{}")
                .answer("GET /api/projections", 200, projections)
                .answer("GET /api/health", 200, health);
        FakeHttp worker = new FakeHttp().answer("GET /ready", 503, notReady)) {
      String[] args = {
        "status",
        "--url=" + up.url(),
        "--projection-store-port=" + store.port(),
        "--stream-processors-port=1",
        "--ai-worker-port=" + worker.port()
      };
      Run run = Run.millrace(args);
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.lines())
          .anySatisfy(line -> assertThat(line).matches("ingest-api +true +http\\S+"))
          .anySatisfy(line -> assertThat(line).matches("stream-processors +false.*does not answer"))
          .anySatisfy(line -> assertThat(line).matches("ai-worker +false.*Kafka does not answer"))
          .anySatisfy(line -> assertThat(line).matches("sales-by-day +3"))
          .contains("AI requests: 7 waiting, 4 of 20 being answered, circuit half-open");
    }
  }

  private static void collect(CommandLine command, List<CommandLine> verbs) {
    if (command.getSubcommands().isEmpty()) {
      verbs.add(command);
    }
    command.getSubcommands().values().forEach(subcommand -> collect(subcommand, verbs));
  }
}
