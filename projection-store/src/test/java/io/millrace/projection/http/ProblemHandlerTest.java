package io.millrace.projection.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.r2dbc.spi.R2dbcBadGrammarException;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.R2dbcPermissionDeniedException;
import io.r2dbc.spi.R2dbcTimeoutException;
import io.r2dbc.spi.R2dbcTransientResourceException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.r2dbc.connection.ConnectionFactoryUtils;
import tools.jackson.databind.json.JsonMapper;

class ProblemHandlerTest {

  private final Logger logger = (Logger) LoggerFactory.getLogger(ProblemHandler.class);
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
  private final ProblemHandler handler = new ProblemHandler(JsonMapper.builder().build());

  @BeforeEach
  void listen() {
    logged.start();
    logger.addAppender(logged);
  }

  @AfterEach
  void leave() {
    logger.detachAppender(logged);
  }

  @ParameterizedTest
  @ValueSource(strings = {"08006", "40P01", "53300", "55P03", "57P01", "57014", "58030"})
  void handle_whatPasses_is503(String state) {
    assertUnavailable(translated(new R2dbcNonTransientResourceException("gone", state)));
  }

  @Test
  void handle_withoutAStateOfPostgres_itsTypeSaysWhatPasses() {
    assertUnavailable(new DataAccessResourceFailureException("no connection"));
    assertUnavailable(translated(new R2dbcNonTransientResourceException("closed")));
    assertUnavailable(translated(new R2dbcTransientResourceException("busy")));
    for (Throwable slow :
        new Throwable[] {
          new TimeoutException(),
          new R2dbcTimeoutException("pool"),
          new QueryTimeoutException("slow")
        }) {
      assertThat(bodyOf(assertUnavailable(slow))).contains("query-timeout");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0A000", "22008", "54001", "P0001", "XX000"})
  void handle_whatTheDriverTakesForResources_is500(String state) {
    assertFault(translated(new R2dbcNonTransientResourceException("no", state)));
  }

  @Test
  void handle_grammarAndPermission_is500() {
    assertFault(translated(new R2dbcBadGrammarException("no such column", "42703")));
    assertFault(translated(new R2dbcPermissionDeniedException("not yours", "42501")));
    assertFault(new IllegalStateException());
  }

  private static Throwable translated(R2dbcException failure) {
    return ConnectionFactoryUtils.convertR2dbcException("select", "select 1", failure);
  }

  private MockServerWebExchange assertUnavailable(Throwable failure) {
    MockServerWebExchange exchange = handle(failure);
    assertThat(exchange.getResponse().getStatusCode().value()).isEqualTo(503);
    assertThat(exchange.getResponse().getHeaders().getFirst("Retry-After")).isNotNull();
    assertThat(logged.list).noneMatch(event -> event.getLevel().isGreaterOrEqual(Level.WARN));
    return exchange;
  }

  private void assertFault(Throwable failure) {
    logged.list.clear();
    MockServerWebExchange exchange = handle(failure);
    assertThat(exchange.getResponse().getStatusCode().value()).isEqualTo(500);
    assertThat(exchange.getResponse().getHeaders().containsHeader("Retry-After")).isFalse();
    assertThat(bodyOf(exchange)).contains("\"internal\"");
    assertThat(logged.list).extracting(ILoggingEvent::getLevel).containsExactly(Level.ERROR);
  }

  private MockServerWebExchange handle(Throwable failure) {
    MockServerWebExchange exchange =
        MockServerWebExchange.from(MockServerHttpRequest.get("/api/stock"));
    handler.handle(exchange, failure).block();
    return exchange;
  }

  private static String bodyOf(MockServerWebExchange exchange) {
    return exchange.getResponse().getBodyAsString().block();
  }
}
