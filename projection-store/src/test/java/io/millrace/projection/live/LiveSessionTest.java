package io.millrace.projection.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import org.springframework.http.codec.ServerSentEvent;
import reactor.core.publisher.BaseSubscriber;

class LiveSessionTest {

  private final LiveSession session = new LiveSession();
  private final List<ServerSentEvent<String>> got = new ArrayList<>();
  private final BaseSubscriber<ServerSentEvent<String>> watcher =
      new BaseSubscriber<>() {
        @Override
        protected void hookOnSubscribe(Subscription subscription) {
          subscription.request(1);
        }

        @Override
        protected void hookOnNext(ServerSentEvent<String> event) {
          got.add(event);
        }
      };

  @BeforeEach
  void subscribe() {
    session.events().subscribe(watcher);
  }

  private List<String> data() {
    return got.stream().skip(1).map(ServerSentEvent::data).toList();
  }

  @Test
  void events_beginWithAComment() {
    assertThat(got).singleElement().extracting(ServerSentEvent::comment).isEqualTo("connected");
  }

  @Test
  void slowWatcher_getsTheNewestValueOfEachKey() {
    for (int i = 0; i < 100; i++) {
      session.update("stock:s", "a", "a" + i);
      session.update("stock:s", "b", "b" + i);
    }
    watcher.request(10);
    assertThat(data()).containsExactly("a99", "b99");
  }

  @Test
  void tooManyKeys_becomeOneReset() {
    for (int i = 0; i <= LiveSession.MAX_PENDING; i++) {
      session.update("stock:\"s", "key" + i, "value" + i);
    }
    watcher.request(10);
    assertThat(data())
        .containsExactly("{\"channel\":\"stock:\\\"s\"}", "value" + LiveSession.MAX_PENDING);
    assertThat(got.get(1).event()).isEqualTo("reset");
  }

  @Test
  void heartbeats_doNotPileUp() {
    for (int i = 0; i < 100; i++) {
      session.comment("heartbeat");
    }
    watcher.request(10);
    assertThat(got).hasSize(2);
  }
}
