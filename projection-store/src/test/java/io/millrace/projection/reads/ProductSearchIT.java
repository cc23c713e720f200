package io.millrace.projection.reads;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class ProductSearchIT {

  private static final int MANY = 100_000;
  private static final int MOST_ROUNDS = 5;
  private static final long BOUND_MICROS = 200_000;
  private static boolean seeded;

  private final ReadApp app = ReadApp.shared();
  private final ReadClient client = app.client("search", "read");

  @Test
  void seed_once() {
    seed();
    assertThat(find("")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          молоко, milk
          МОЛОКОМ, milk
          молока простоквашино, milk
          моло, milk
          простокв, milk
          елка, tree
          зелёные ёлки, tree
          зеленая ёл, tree
          running shoe, shoes
          run shoes, shoes
          прастоквашино малоко, milk
          шаколад, chocolate
          chocolade, chocolate
          кока-кола 0.5л, cola
          кока кола, cola
          кока-ко, cola
          4600000000017, milk
          sku-77, shoes
          SKU-77, shoes
          """)
  void search_finds(String typed, String first) {
    seed();
    assertThat(find(typed)).as(typed).startsWith(first);
  }

  @Test
  void search_ranksExactBeforeNameBeforeDescriptionBeforeSimilar() {
    seed();
    assertThat(find("какао")).startsWith("cocoa", "chocolate");
    assertThat(find("4600000000024")).startsWith("code", "code-in-name");
  }

  @Test
  void search_withoutAMatchOrOfAnotherTenant_isEmpty() {
    seed();
    assertThat(find("ыъыъыъ")).isEmpty();
    assertThat(find("foreign")).isEmpty();
    JsonNode answer = client.get("/api/products/search?q=zzzzzz&limit=1").json();
    assertThat(answer.path("products").isEmpty()).isTrue();
    assertThat(answer.has("nextCursor")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "' or 1=1 --",
        "a & b | !c",
        "молоко:*&!",
        "((((",
        "<->",
        "и в на",
        "the",
        "😀",
        "😀 молоко",
        "%",
        "_",
        "\\",
        "'",
        "a'b\"c",
        "{}[]",
        "*",
        ":*",
        "-",
        "ſ",
        "İ",
        "１２３",
        "เดือน",
        "مرحبا",
        "a b c d e f g h i j k l m n o p q r s t u v w x y z",
        "e\u0301",
        "\uD800"
      })
  void search_ofAnything_answers(String typed) {
    seed();
    assertThat(get(typed).status()).as(typed).isEqualTo(200);
  }

  @Test
  void search_tooLongOrWithNul_isRefused() {
    assertThat(get("x".repeat(1_000)).code()).isEqualTo("bad-parameter");
    assertThat(get("a\0b").json().path("parameter").asString()).isEqualTo("q");
    assertThat(client.get("/api/products/search?q=x&limit=0").status()).isEqualTo(400);
    assertThat(get("ж".repeat(128)).status()).isEqualTo(200);
  }

  /** A busy machine may be slow for a while: one round of a few has to meet the bound. */
  @Test
  void search_amongMany_isQuick() {
    seed();
    List<Long> rounds = new ArrayList<>();
    do {
      rounds.add(p95Micros(rounds.size()));
    } while (rounds.size() < MOST_ROUNDS && Collections.min(rounds) >= BOUND_MICROS);
    assertThat(Collections.min(rounds))
        .as("p95 in µs, of %s; the target is 50,000 on a quiet machine", rounds)
        .isLessThan(BOUND_MICROS);
  }

  private long p95Micros(int round) {
    List<String> queries =
        List.of(
            "молоко",
            "мол",
            "зелёный чай",
            "прастоквашино малоко",
            "shoes cl",
            "SKU-4711",
            "4607000004711",
            "шаколад домашний",
            "товар",
            "notebok premium",
            "ромашка 17 г");
    List<Long> micros = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      for (String query : queries) {
        long begun = System.nanoTime();
        int neverInMemory = 51 + MOST_ROUNDS * i + round;
        assertThat(get(query, neverInMemory).status()).isEqualTo(200);
        if (i > 0) {
          micros.add(Duration.ofNanos(System.nanoTime() - begun).toNanos() / 1_000);
        }
      }
    }
    micros.sort(null);
    return micros.get(micros.size() * 95 / 100);
  }

  private synchronized void seed() {
    if (seeded) {
      return;
    }
    for (String row :
        List.of(
            "milk|Молоко «Простоквашино» 3,2%|Свежее, пастеризованное|4600000000017|M-1",
            "tree|Ёлка искусственная, зелёная|||T-1",
            "shoes|Running shoes|For runners||SKU-77",
            "chocolate|Шоколад горький chocolate|С кусочками какао||C-1",
            "cocoa|Какао порошок|||C-2",
            "cola|Напиток Кока-Кола 0.5л|||C-3",
            "code|Something|||4600000000024",
            "code-in-name|Box 4600000000024|||B-1")) {
      String[] p = row.split("\\|");
      insert("search", p[0], p[1], p[2], p[3], p[4]);
    }
    insert("search-other", "foreign", "foreign молоко", "", "", "");
    seed(app, "search", MANY);
    seeded = true;
  }

  /** Products of a shop, with names of three words and a number. */
  static void seed(ReadApp app, String tenant, int products) {
    app.sql(
        """
        insert into products_v1.product
        select '%s', 'p-' || i,
          (array['Моль', 'Хлеб', 'Сыр', 'Чай', 'Кофе', 'Пряник', 'Печенье', 'Green tea', 'Boots',
            'Notebook', 'Сосна', 'Лампа', 'Стол', 'Chair', 'Кружка', 'Вода', 'Сок', 'Яблоко',
            'Груша', 'Колбаса'])[1 + mod(i, 20)] || ' '
          || (array['красный', 'большой', 'premium', 'classic', 'домашний', 'свежий', 'деревенский',
            'light', 'extra', 'синий'])[1 + mod(i / 20, 10)] || ' '
          || (array['Луг', 'Acme', 'Лента', 'Globex', 'Ромашка', 'Восход', 'Заря', 'Initech',
            'Umbrella', 'Север'])[1 + mod(i / 200, 10)] || ' ' || (i / 2000) || ' г',
          'Товар номер ' || i || ' для дома и офиса.', '4607' || lpad(i::text, 9, '0'),
          'SKU-10' || i, null, 100, null, null, null, null, true, now(), 1
        from generate_series(1, %d) i
        """
            .formatted(tenant, products));
    app.sql("vacuum analyze products_v1.product");
  }

  private void insert(
      String tenant, String id, String name, String description, String barcode, String sku) {
    app.sql(
        "insert into products_v1.product values (?, ?, ?, ?, nullif(?, ''), ?, null, 1, null, null,"
            + " null, null, true, now(), 1)",
        tenant,
        id,
        name,
        description,
        barcode,
        sku);
  }

  private ReadClient.Answer get(String typed) {
    return get(typed, 50);
  }

  private ReadClient.Answer get(String typed, int limit) {
    return client.get(
        "/api/products/search?limit=%d&q=%s"
            .formatted(limit, URLEncoder.encode(typed, StandardCharsets.UTF_8)));
  }

  private List<String> find(String typed) {
    if (typed.isEmpty()) {
      return List.of();
    }
    List<String> ids = new ArrayList<>();
    get(typed)
        .json()
        .path("products")
        .forEach(product -> ids.add(product.path("productId").asString()));
    return ids;
  }
}
