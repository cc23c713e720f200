package io.millrace.worker.completion;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.springframework.boot.convert.DurationStyle;

/** A setting of the form {@code a=1,b=2}, every key of it there. */
final class KeyValues {

  private final String setting;
  private final String text;
  private final String form;
  private final Map<String, String> values = new HashMap<>();

  KeyValues(String setting, String text, String form) {
    this.setting = setting;
    this.text = text;
    this.form = form;
    for (String part : text.split(",", -1)) {
      String[] keyAndValue = part.strip().split("=", 2);
      if (keyAndValue.length < 2 || values.put(keyAndValue[0], keyAndValue[1]) != null) {
        throw unexpected();
      }
    }
  }

  void expect(String... keys) {
    if (!values.keySet().equals(Set.of(keys))) {
      throw unexpected();
    }
  }

  String text(String key) {
    String value = values.get(key);
    if (value == null) {
      throw unexpected();
    }
    return value;
  }

  int count(String key) {
    int count = (int) number(key);
    if (count < 1) {
      throw unexpected();
    }
    return count;
  }

  double number(String key) {
    try {
      return Double.parseDouble(text(key));
    } catch (NumberFormatException e) {
      throw unexpected();
    }
  }

  Duration duration(String value) {
    try {
      Duration duration = DurationStyle.detectAndParse(value);
      if (duration.toMillis() > 0) {
        return duration;
      }
    } catch (IllegalArgumentException e) {
      throw unexpected();
    }
    throw unexpected();
  }

  IllegalArgumentException unexpected() {
    return new IllegalArgumentException(setting + ": " + text + " (expected: " + form + ")");
  }
}
