package io.millrace.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProjectionsCommandTest {

  private static final String BUILT =
      """
      {"name": "chat", "active": 1, "building": 2, "previous": null, "versions": [
        {"version": 1, "role": "active", "covered": 9, "facts": 10, "fraction": 0.9,
         "caughtUp": true, "etaSeconds": null},
        {"version": 2, "role": "building", "covered": 8, "facts": 10, "fraction": 0.8,
         "caughtUp": true, "etaSeconds": 3}]}
      """;

  private final FakeHttp store = new FakeHttp();

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void rebuild_showsProgressUntilCaughtUp() {
    store
        .answer("POST /api/projections/chat/rebuild", 202, BUILT)
        .answer("GET /api/projections/chat", 200, BUILT);
    Run run = millrace("rebuild", "chat", "--partial", "--yes");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err())
        .contains("\r[########################......]  80 %, 8 of 10 facts, about 3 s left");
    assertThat(run.lines())
        .containsExactly(
            "version 2 of chat has caught up: millrace projections verify chat, then switch");
    assertThat(store.queries()).containsExactly("partial=true");
  }

  @Test
  void rebuild_changesNothing_whenNobodyConfirms() {
    InputStream stdin = System.in;
    try {
      System.setIn(InputStream.nullInputStream());
      Run run = millrace("rebuild", "chat");

      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err()).contains("not confirmed, nothing changed");
      assertThat(store.requests()).isEmpty();
    } finally {
      System.setIn(stdin);
    }
  }

  @Test
  void switchAndRollback_tellWhatReadersSee() {
    store
        .answer(
            "POST /api/projections/chat/switch",
            200,
            "{\"active\": 2, \"building\": null, \"previous\": 1, \"versions\": []}")
        .answer(
            "POST /api/projections/chat/rollback",
            409,
            "{\"code\": \"nothing-kept\", \"detail\": \"there is no earlier version\"}")
        .answer("DELETE /api/projections/chat/versions/1", 200, "{\"active\": 2}");

    assertThat(millrace("switch", "chat", "--yes").lines())
        .containsExactly("readers see version 2 of chat, previous: 1");
    Run refused = millrace("rollback", "chat", "--yes");
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err())
        .isEqualToIgnoringNewLines(
            "millrace: projection-store answered 409: nothing-kept, there is no earlier version");
    assertThat(millrace("retire", "chat", "1", "--yes").lines())
        .containsExactly("readers see version 2 of chat");
  }

  @Test
  void verify_listsDifferencesAndExitsWith1() {
    store.answer(
        "GET /api/projections/chat/verify",
        200,
        """
        {"name": "chat", "active": 1, "other": 2, "same": false, "differing": 2, "changing": 0,
         "tables": [{"table": "chat_message", "activeRows": 7, "otherRows": 6}],
         "differences": [
           {"table": "chat_message", "key": {"id": "a"}, "inActive": true, "inOther": false,
            "columns": {}},
           {"table": "chat_message", "key": {"id": "b"}, "inActive": true, "inOther": true,
            "columns": {"text": {"active": "x", "other": "y"}}}]}
        """);
    Run run = millrace("verify", "chat");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.lines())
        .containsExactly(
            "version 1, which readers see, and version 2: 2 differing, 0 still changing",
            "TABLE         ACTIVE ROWS  OTHER ROWS",
            "chat_message  7            6",
            "chat_message {\"id\":\"a\"}: missing in version 2",
            "chat_message {\"id\":\"b\"}: {\"text\":{\"active\":\"x\",\"other\":\"y\"}}");
  }

  @Test
  void list_showsVersions() {
    store.answer(
        "GET /api/projections",
        200,
        "{\"projections\": [{\"name\": \"chat\", \"version\": 2, \"role\": \"active\"}]}");

    assertThat(millrace("list").lines())
        .containsExactly("NAME  VERSION  ROLE", "chat  2        active");
  }

  private Run millrace(String... verb) {
    return Run.millrace(
        Stream.of(
                List.of("projections"),
                List.of(verb),
                List.of("--projection-store-port", Integer.toString(store.port())))
            .flatMap(List::stream)
            .toArray(String[]::new));
  }
}
