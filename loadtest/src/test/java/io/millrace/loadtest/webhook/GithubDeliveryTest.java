package io.millrace.loadtest.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class GithubDeliveryTest {

  private static final String SECRET = "It's a Secret to Everybody";

  private final SplittableRandom random = new SplittableRandom(1);
  private final List<GithubDelivery> deliveries =
      Stream.generate(() -> GithubDelivery.any(random, SECRET)).limit(500).toList();

  /** The example of GitHub's documentation on validating webhook deliveries. */
  @Test
  void sign_isAsGithubDoes() {
    assertThat(GithubDelivery.sign("Hello, World!", SECRET))
        .isEqualTo("sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17");
  }

  @Test
  void any_isJsonOfAboutOneKibibyte() throws Exception {
    for (GithubDelivery delivery : deliveries) {
      assertThat(new ObjectMapper().readTree(delivery.body()).get("commits")).isNotEmpty();
    }
    assertThat(deliveries.stream().mapToInt(delivery -> delivery.body().length()).average())
        .hasValueCloseTo(1_024.0, org.assertj.core.data.Percentage.withPercentage(15));
  }

  @Test
  void any_isNeverTheSame() {
    assertThat(deliveries).extracting(GithubDelivery::id).doesNotHaveDuplicates();
    assertThat(deliveries).extracting(GithubDelivery::body).doesNotHaveDuplicates();
  }
}
