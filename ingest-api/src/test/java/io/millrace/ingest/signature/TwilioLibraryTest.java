package io.millrace.ingest.signature;

import static org.assertj.core.api.Assertions.assertThat;

import com.twilio.security.RequestValidator;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Twilio's library can only validate, so both are asked about the same requests. */
class TwilioLibraryTest {

  private static final String[] WORDS = {
    "", "a", "+1 415", "Olá", "x&y=z", "100%", "日本", "a+b", "https://e.com/?q=1", "\n", "~-._*"
  };
  private static final String[] TARGETS = {
    "/api/webhook/s", "/api/webhook/s?a=1", "/api/webhook/s?q=a%20b&a=%2B", "/api/webhook/s?a"
  };
  private static final String[] URLS = {
    "https://h.example.com", "http://h.example.com", "https://h.example.com:8443"
  };

  private final RequestValidator library = new RequestValidator("12345");
  private final Random random = new Random(4);

  @Test
  void form_isJudgedAsByTheLibrary() {
    for (int round = 0; round < 500; round++) {
      Map<String, String> parameters = new TreeMap<>();
      for (int i = random.nextInt(6); i >= 0; i--) {
        parameters.put("N" + random.nextInt(40) + one(WORDS), one(WORDS));
      }
      String url = one(URLS);
      String target = one(TARGETS);
      StringBuilder signed = new StringBuilder(url + target);
      parameters.forEach((name, value) -> signed.append(name).append(value));
      String right =
          SampleSenders.base64(
              SampleSenders.hmac("HmacSHA1", "12345", SampleSenders.bytes(signed.toString())));
      String signature = random.nextBoolean() ? right : right.replace(right.charAt(5), 'A');
      String form =
          parameters.entrySet().stream()
              .map(entry -> encoded(entry.getKey()) + "=" + encoded(entry.getValue()))
              .collect(Collectors.joining("&"));
      SignedSample sample =
          SignedSample.of(
                  "twilio",
                  "12345",
                  SampleSenders.bytes(form),
                  "X-Twilio-Signature",
                  signature,
                  "Content-Type",
                  "application/x-www-form-urlencoded")
              .at(url, target);

      assertThat(sample.outcome().equals("accepted"))
          .as("%s%s %s", url, target, form)
          .isEqualTo(library.validate(url + target, parameters, signature))
          .isEqualTo(signature.equals(right));
    }
  }

  @Test
  void json_isJudgedAsByTheLibrary() throws Exception {
    SignedSample genuine = SampleSenders.twilioJson();
    for (String body : new String[] {SampleSenders.JSON, SampleSenders.JSON + " ", ""}) {
      SignedSample sample = genuine.body(SampleSenders.bytes(body));
      String signature = sample.headers().get("X-Twilio-Signature").get(0);

      assertThat(sample.outcome().equals("accepted"))
          .isEqualTo(library.validate(sample.publicUrl() + sample.target(), body, signature))
          .isEqualTo(body.equals(SampleSenders.JSON));
    }
  }

  private String one(String[] words) {
    return words[random.nextInt(words.length)];
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
