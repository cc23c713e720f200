package io.millrace.ingest.event;

import io.millrace.schemas.ai.v1.Priority;
import io.millrace.schemas.topic.TopicSpec;
import io.millrace.schemas.topic.Topics;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The priorities of AI requests, the highest first, and the topic of each. */
public enum AiLane {
  HIGH(Priority.PRIORITY_HIGH, Topics.AI_REQUESTS_HIGH),
  NORMAL(Priority.PRIORITY_NORMAL, Topics.AI_REQUESTS_NORMAL),
  LOW(Priority.PRIORITY_LOW, Topics.AI_REQUESTS_LOW);

  private final Priority priority;
  private final TopicSpec topic;
  private final String label;

  AiLane(Priority priority, TopicSpec topic) {
    this.priority = priority;
    this.topic = topic;
    this.label = name().toLowerCase(Locale.ROOT);
  }

  /** The lane of that word, null if there is none. */
  public static @Nullable AiLane find(String word) {
    for (AiLane lane : values()) {
      if (lane.label.equals(word)) {
        return lane;
      }
    }
    return null;
  }

  /** As it is written in requests, plans and keys: {@code high}, {@code normal}, {@code low}. */
  public String label() {
    return label;
  }

  public Priority priority() {
    return priority;
  }

  public TopicSpec topic() {
    return topic;
  }
}
