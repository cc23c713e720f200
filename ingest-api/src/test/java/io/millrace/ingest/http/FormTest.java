package io.millrace.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;

class FormTest {

  @Test
  void parse_decodesAndSorts() {
    Form form = Form.parse("b=2&a=%C3%A9+x&&b=1&b=2&c&=e");
    List<String> all = new ArrayList<>();
    form.forEachSorted((name, value) -> all.add(name + "=" + value));

    assertThat(all).containsExactly("=e", "a=é x", "b=1", "b=2", "c=");
    assertThat(form.only("a")).isEqualTo("é x");
    assertThat(form.only("b")).isNull();
    assertThat(form.only("d")).isNull();
    assertThat(form.has("c")).isTrue();
  }

  @Test
  void parse_isNullWhereItIsNone() {
    assertThat(Form.parse("a=%zz")).isNull();
    assertThat(Form.parse("a=%4")).isNull();
    assertThat(Form.parse("a&".repeat(1_000))).isNotNull();
    assertThat(Form.parse("a&".repeat(1_001))).isNull();
  }

  @Test
  void is_looksAtTheTypeOnly() {
    HttpHeaders headers = new HttpHeaders();
    assertThat(Form.is(headers)).isFalse();
    headers.set("Content-Type", "application/X-www-form-urlencoded");
    assertThat(Form.is(headers)).isTrue();
    headers.set("Content-Type", "application/x-www-form-urlencoded;charset=UTF-8");
    assertThat(Form.is(headers)).isTrue();
    headers.set("Content-Type", "application/x-www-form-urlencoded-not");
    assertThat(Form.is(headers)).isFalse();
  }
}
