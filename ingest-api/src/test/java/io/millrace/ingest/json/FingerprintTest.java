package io.millrace.ingest.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class FingerprintTest {

  @Test
  void of_isEqualForWhatMeansTheSame() {
    long one = of("{\"a\":1,\"b\":[1.5,\"x\",true],\"c\":{\"d\":100}}");

    assertThat(of(" { \"c\" : {\"d\":1e2}, \"b\":[1.50, \"x\", true], \"a\":1.0, \"n\":null }"))
        .isEqualTo(one);
  }

  @Test
  void of_differsForWhatDoesNot() {
    assertThat(
            java.util.stream.Stream.of(
                    "{}",
                    "[]",
                    "\"\"",
                    "0",
                    "1",
                    "-1",
                    "10",
                    "0.1",
                    "1e30",
                    "1e-30",
                    "true",
                    "false",
                    "{\"a\":1}",
                    "{\"a\":2}",
                    "{\"b\":1}",
                    "{\"a\":{\"b\":1}}",
                    "{\"a\":\"1\"}",
                    "[1,2]",
                    "[2,1]",
                    "[[1],2]",
                    "[1,[2]]",
                    "[null]",
                    "[0]",
                    "\"a\"",
                    "\"b\"",
                    "\"ab\"",
                    "{\"a\":1,\"b\":2}",
                    "{\"a\":2,\"b\":1}",
                    "1e999999999")
                .map(FingerprintTest::of))
        .doesNotHaveDuplicates();
  }

  @Test
  void of_takesTheLargestExponents() {
    assertThat(of("{\"x\":1e2147483647}"))
        .isEqualTo(of("{\"x\":10e2147483646}"))
        .isNotEqualTo(of("{\"x\":1e-2147483647}"));
  }

  private static long of(String json) {
    return Fingerprint.of(Json.parse(json.getBytes(StandardCharsets.UTF_8)));
  }
}
