package io.millrace.worker.completion;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a request has taken so far, over all its calls. Its text form is {@code
 * promptTokens:completionTokens:model}.
 *
 * @param model the last one that took something; empty for none
 */
public record Spent(String model, Usage usage) {

  public static final Spent NOTHING = new Spent("", Usage.NONE);

  private static final Pattern FORM =
      Pattern.compile("(\\d{1,18}):(\\d{1,18}):(.*)", Pattern.DOTALL);

  /** Reads the text form; whatever is none is nothing. */
  public static Spent of(@Nullable String text) {
    Matcher form = FORM.matcher(text == null ? "" : text);
    return form.matches()
        ? new Spent(
            form.group(3), new Usage(Long.parseLong(form.group(1)), Long.parseLong(form.group(2))))
        : NOTHING;
  }

  public boolean isNothing() {
    return usage.totalTokens() == 0;
  }

  Spent and(String by, Usage more) {
    return more.totalTokens() == 0
        ? this
        : new Spent(
            by,
            new Usage(
                usage.promptTokens() + more.promptTokens(),
                usage.completionTokens() + more.completionTokens()));
  }

  @Override
  public String toString() {
    return usage.promptTokens() + ":" + usage.completionTokens() + ":" + model;
  }
}
