package io.millrace.worker.completion;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A model's answer. Its texts hold no U+0000, which a PostgreSQL text cannot.
 *
 * @param model the model that answered
 * @param answer its text
 * @param promptTokens tokens read, 0 where the server does not say
 * @param completionTokens tokens written, 0 where the server does not say
 */
public record Completion(String model, String answer, long promptTokens, long completionTokens) {

  public Completion {
    model = withoutNul(model);
    answer = withoutNul(answer);
  }

  private static String withoutNul(String text) {
    return text.replace("\0", "");
  }

  /** The whole of a streamed answer. */
  public static Mono<Completion> of(Flux<Chunk> chunks) {
    return chunks
        .collectList()
        .map(
            all -> {
              StringBuilder text = new StringBuilder();
              for (Chunk chunk : all) {
                if (chunk instanceof Chunk.Text piece) {
                  text.append(piece.text());
                }
              }
              Chunk.End end = (Chunk.End) all.get(all.size() - 1);
              return new Completion(
                  end.model(),
                  text.toString(),
                  end.usage().promptTokens(),
                  end.usage().completionTokens());
            });
  }

  public long totalTokens() {
    return promptTokens + completionTokens;
  }
}
