package io.millrace.projection.reads;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How many searches a second, and how quick: by wrk, among 10,000 and 100,000 products, as people
 * type. No test by its name, so that only who asks for it runs it; docs/benchmarks.md has the
 * command and what came out.
 */
class ProductSearchLoad {

  private static final int CONNECTIONS = Integer.getInteger("search.connections", 16);
  private static final int SECONDS = Integer.getInteger("search.seconds", 10);

  /** Two words, the last one being typed; one of ten has a wrong letter. */
  private static final String SCRIPT =
      """
      local nouns = {"моль", "хлеб", "сыр", "чай", "кофе", "пряник", "печенье", "green tea", "boots",
        "notebook", "сосна", "лампа", "стол", "chair", "кружка", "вода", "сок", "яблоко", "груша",
        "колбаса"}
      local kinds = {"красный", "большой", "premium", "classic", "домашний", "свежий",
        "деревенский", "light", "extra", "синий"}
      local brands = {"луг", "acme", "лента", "globex", "ромашка", "восход", "заря", "initech",
        "umbrella", "север"}
      local mistyped = {"шаколад", "notebok premium", "хлеп ромашка", "колбоса", "кофэ лента",
        "umbrela", "дамашний", "печение"}
      local function encode(text)
        return (text:gsub("[^%w]", function(c) return string.format("%%%02X", c:byte()) end))
      end
      local function beginning(word)
        local ends = {}
        for at in word:gmatch("()[%z\\1-\\127\\194-\\244][\\128-\\191]*") do ends[#ends + 1] = at end
        ends[#ends + 1] = #word + 1
        return word:sub(1, ends[math.min(#ends, math.random(3, 8))] - 1)
      end
      local seed = 0
      function setup(thread) seed = seed + 1; thread:set("seed", seed) end
      function init() math.randomseed(seed + os.time()) end
      function request()
        local words
        local kind = math.random(10)
        if kind == 1 then words = mistyped[math.random(#mistyped)]
        elseif kind <= 3 then words = nouns[math.random(20)]
        elseif kind <= 6 then words = nouns[math.random(20)] .. " " .. beginning(kinds[math.random(10)])
        elseif kind <= 9 then words = nouns[math.random(20)] .. " " .. beginning(brands[math.random(10)]) .. " " .. math.random(50)
        else words = "SKU-10" .. math.random(100000) end
        return wrk.format("GET", "/api/products/search?q=" .. encode(words))
      end
      """;

  @TempDir Path files;

  @Test
  void search() throws IOException, InterruptedException {
    Path script = Files.writeString(files.resolve("search.lua"), SCRIPT);
    ReadApp app = ReadApp.shared();
    for (int products : List.of(10_000, 100_000)) {
      String tenant = "load-" + products;
      ProductSearchIT.seed(app, tenant, products);
      app.client(tenant, "read");
      String key = "key-" + tenant + "-read";
      wrk(app, script, key, 5);
      System.out.println("products=" + products + "\n" + wrk(app, script, key, SECONDS));
    }
  }

  private static String wrk(ReadApp app, Path script, String key, int seconds)
      throws IOException, InterruptedException {
    Process wrk =
        new ProcessBuilder(
                "wrk",
                "-t1",
                "-c" + CONNECTIONS,
                "-d" + seconds + "s",
                "--latency",
                "-s",
                script.toString(),
                "-H",
                "Authorization: Bearer " + key,
                "http://localhost:" + app.port())
            .redirectErrorStream(true)
            .start();
    String said = new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(wrk.waitFor()).as(said).isZero();
    assertThat(said).doesNotContain("Non-2xx");
    return said;
  }
}
