package io.millrace.loadtest.profile;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import org.jspecify.annotations.Nullable;

/**
 * The methods of a stack trace, the innermost first.
 *
 * @param methods such as {@code io.millrace.loadtest.profile.Stack.of}
 */
record Stack(List<String> methods) {

  static final String UNKNOWN = "(unknown)";

  private static final String OWN = "io.millrace.";
  private static final List<String> JDK = List.of("java.", "javax.", "jdk.", "sun.", "com.sun.");
  private static final Pattern ADDRESS = Pattern.compile("[./]0x[0-9a-f]+");
  private static final int LIBRARY_WORDS = 3;

  static Stack of(RecordedEvent event) {
    @Nullable RecordedStackTrace trace = event.getStackTrace();
    return new Stack(
        trace == null
            ? List.of()
            : trace.getFrames().stream()
                .filter(RecordedFrame::isJavaFrame)
                .map(Stack::name)
                .toList());
  }

  private static String name(RecordedFrame frame) {
    return withoutAddress(frame.getMethod().getType().getName())
        + "."
        + frame.getMethod().getName();
  }

  /** Hidden classes, such as those of lambdas, have an address in their name. */
  static String withoutAddress(String className) {
    return ADDRESS.matcher(className).replaceAll("");
  }

  String top() {
    return methods.isEmpty() ? UNKNOWN : methods.get(0);
  }

  /** The innermost method of Millrace. */
  Optional<String> own() {
    return methods.stream().filter(method -> method.startsWith(OWN)).findFirst();
  }

  /** The innermost method that is not the JDK's. */
  Optional<String> outsideJdk() {
    return methods.stream()
        .filter(method -> JDK.stream().noneMatch(method::startsWith))
        .findFirst();
  }

  /** The package, cut to its first words, on whose behalf the JDK worked. */
  String library() {
    return outsideJdk().map(Stack::library).orElse("the JDK alone");
  }

  private static String library(String method) {
    StringBuilder library = new StringBuilder();
    String[] words = method.split("\\.");
    for (int i = 0; i < Math.min(LIBRARY_WORDS, words.length); i++) {
      if (Character.isUpperCase(words[i].charAt(0))) {
        break;
      }
      library.append(i == 0 ? "" : ".").append(words[i]);
    }
    return library.isEmpty() ? UNKNOWN : library.toString();
  }
}
