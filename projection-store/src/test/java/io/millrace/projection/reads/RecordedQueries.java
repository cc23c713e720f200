package io.millrace.projection.reads;

import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import io.r2dbc.spi.Parameter;
import io.r2dbc.spi.Statement;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.reactivestreams.Publisher;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.Bean;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Remembers what is asked through the read pool, and explains it. */
final class RecordedQueries {

  private static final Pattern PLACE = Pattern.compile("\\$(\\d+)");
  private static final Map<Class<?>, String> TYPES =
      Map.of(
          String.class, "text",
          Integer.class, "int",
          Long.class, "bigint",
          Double.class, "double precision",
          Boolean.class, "boolean",
          Instant.class, "timestamptz",
          String[].class, "text[]",
          Integer[].class, "int[]",
          Long[].class, "bigint[]");
  private static final Set<Query> QUERIES = ConcurrentHashMap.newKeySet();
  private static ConnectionPool unrecorded;

  private RecordedQueries() {}

  /** A query with its values by place. */
  record Query(String sql, Map<Integer, Object> values) {

    /**
     * The plan Postgres makes without knowing the values, as it does for prepared statements when
     * {@code plan_cache_mode} says so or when it takes that to be no worse.
     */
    String genericPlan(ReadApp app) {
      String typed =
          PLACE
              .matcher(sql)
              .replaceAll(
                  place ->
                      Matcher.quoteReplacement(
                          place.group()
                              + "::"
                              + type(values.get(Integer.parseInt(place.group(1)) - 1))));
      try (java.sql.Connection connection = app.connection("?preferQueryMode=simple");
          java.sql.Statement statement = connection.createStatement();
          ResultSet lines =
              statement.executeQuery("explain (generic_plan, verbose, format json) " + typed)) {
        lines.next();
        return lines.getString(1);
      } catch (SQLException e) {
        throw new IllegalStateException(typed, e);
      }
    }

    private static String type(Object bound) {
      Object value = bound instanceof Parameter parameter ? parameter.getValue() : bound;
      String type = TYPES.get(value.getClass());
      if (type == null) {
        throw new IllegalStateException("no type of Postgres known for " + value.getClass());
      }
      return type;
    }
  }

  /** Without an annotation: the apps of other tests are not to find it. */
  static class Recording {

    @Bean
    static BeanPostProcessor recordReads() {
      return new BeanPostProcessor() {
        @Override
        public Object postProcessAfterInitialization(Object bean, String name) {
          if (!name.equals("readPool")) {
            return bean;
          }
          unrecorded = (ConnectionPool) bean;
          return new ConnectionPool(
              ConnectionPoolConfiguration.builder(recording(unrecorded))
                  .initialSize(0)
                  .maxSize(4)
                  .build());
        }
      };
    }
  }

  /** What was asked since the last call. */
  static List<Query> take() {
    List<Query> taken = List.copyOf(QUERIES);
    QUERIES.clear();
    return taken;
  }

  /** The plan as Postgres tells it in JSON. */
  static String plan(Query query) {
    return Mono.usingWhen(
            unrecorded.create(),
            connection -> {
              Statement statement =
                  connection.createStatement("explain (verbose, format json) " + query.sql());
              query.values().forEach(statement::bind);
              return Flux.from(statement.execute())
                  .concatMap(result -> result.map(row -> row.get(0, String.class)))
                  .collectList()
                  .map(lines -> String.join("\n", lines));
            },
            Connection::close)
        .block(Duration.ofSeconds(20));
  }

  private static ConnectionFactory recording(ConnectionFactory factory) {
    return new ConnectionFactory() {
      @Override
      public Publisher<? extends Connection> create() {
        return Mono.from(factory.create()).map(RecordedQueries::recording);
      }

      @Override
      public ConnectionFactoryMetadata getMetadata() {
        return factory.getMetadata();
      }
    };
  }

  private static Connection recording(Connection connection) {
    return proxy(
        Connection.class,
        (method, arguments) -> {
          Object result = method.invoke(connection, arguments);
          return result instanceof Statement statement
              ? recording((String) arguments[0], statement)
              : result;
        });
  }

  private static Statement recording(String sql, Statement statement) {
    Map<Integer, Object> values = new TreeMap<>();
    Statement[] self = new Statement[1];
    self[0] =
        proxy(
            Statement.class,
            (method, arguments) -> {
              if (method.getName().equals("bind")) {
                values.put(place(arguments[0]), arguments[1]);
              } else if (method.getName().equals("execute")) {
                QUERIES.add(new Query(sql, Map.copyOf(values)));
              }
              Object result = method.invoke(statement, arguments);
              return result == statement ? self[0] : result;
            });
    return self[0];
  }

  private static int place(Object indexOrName) {
    return indexOrName instanceof Integer index
        ? index
        : Integer.parseInt(indexOrName.toString().substring(1)) - 1;
  }

  private interface Call {
    Object on(java.lang.reflect.Method method, Object[] arguments)
        throws ReflectiveOperationException;
  }

  @SuppressWarnings("unchecked")
  private static <T> T proxy(Class<T> type, Call call) {
    return (T)
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> {
              try {
                return call.on(method, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
