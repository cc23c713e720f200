package io.millrace.worker.completion;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * Counts what the calls for a request take while they are made, so that a call counts that is
 * broken off or breaks. Where the server does not say, it is an estimate: a token for four
 * characters, of the prompt and of what came. A call that failed before anything came took nothing.
 * Any thread.
 */
public final class Meter {

  private static final int CHARACTERS_A_TOKEN = 4;

  private final Spent before;
  private final List<Call> calls = new ArrayList<>();

  private static final class Call {

    private final Prompt prompt;
    private String model;
    private long characters;
    private boolean failed;
    private @Nullable Usage told;

    private Call(String model, Prompt prompt) {
      this.model = model;
      this.prompt = prompt;
    }

    private void took(Chunk chunk) {
      if (chunk instanceof Chunk.Text piece) {
        characters += piece.text().length();
      } else if (chunk instanceof Chunk.ToolDelta delta) {
        characters += delta.json().length();
      } else if (chunk instanceof Chunk.End end) {
        model = end.model();
        told = end.usage().totalTokens() == 0 ? null : end.usage();
      }
    }

    private Usage usage() {
      if (told != null) {
        return told;
      }
      return failed && characters == 0
          ? Usage.NONE
          : new Usage(tokens(prompt.characters()), tokens(characters));
    }

    private static long tokens(long characters) {
      return (characters + CHARACTERS_A_TOKEN - 1) / CHARACTERS_A_TOKEN;
    }
  }

  /**
   * A meter of a request.
   *
   * @param before what it took in earlier attempts
   */
  public Meter(Spent before) {
    this.before = before;
  }

  /** The same call, counted when it is made. */
  Flux<Chunk> count(String model, Prompt prompt, Flux<Chunk> call) {
    return Flux.defer(
        () -> {
          Call counted = begin(model, prompt);
          return call.doOnNext(chunk -> took(counted, chunk)).doOnError(failure -> failed(counted));
        });
  }

  /** What the request took until now. */
  public synchronized Spent spent() {
    Spent spent = before;
    for (Call call : calls) {
      spent = spent.and(call.model, call.usage());
    }
    return spent;
  }

  private synchronized Call begin(String model, Prompt prompt) {
    Call call = new Call(model, prompt);
    calls.add(call);
    return call;
  }

  private synchronized void took(Call call, Chunk chunk) {
    call.took(chunk);
  }

  private synchronized void failed(Call call) {
    call.failed = true;
  }
}
