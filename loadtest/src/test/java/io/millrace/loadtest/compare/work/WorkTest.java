package io.millrace.loadtest.compare.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.loadtest.compare.generator.Requests;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class WorkTest {

  @Test
  void webhooks_areSignedAsGitHubDoes() {
    // The example of GitHub's documentation.
    assertThat(Webhooks.signature("It's a Secret to Everybody", "Hello, World!"))
        .isEqualTo("757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17");
    List<byte[]> requests = Webhooks.of(null).requests(1, sender -> "/from-" + sender).prepared();
    assertThat(requests).hasSize(2_000);
    for (byte[] request : requests.subList(0, 50)) {
      String text = new String(request, StandardCharsets.UTF_8);
      String body = text.substring(text.indexOf("\r\n\r\n") + 4);
      int sender = Integer.parseInt(text.replaceFirst("(?s)POST /from-(\\d+) .*", "$1"));
      assertThat(text)
          .contains("X-GitHub-Delivery: " + Requests.ID + "\r\n")
          .contains("sha256=" + Webhooks.signature(Webhooks.secret(sender), body) + "\r\n");
      assertThat(body.getBytes(StandardCharsets.UTF_8).length).isBetween(850, 1_200);
      assertThat(JsonMapper.builder().build().readTree(body).get("items")).hasSize(3);
    }
  }

  @Test
  void receipts_addUp_andSuitBothSystems() {
    Receipts receipts = new Receipts(Instant.parse("2026-11-20T10:00:00Z"));
    assertThat(receipts.templates()).hasSize(2_000);
    for (Receipts.Template template : receipts.templates()) {
      JsonNode json = JsonMapper.builder().build().readTree(template.json());
      long sum = 0;
      for (JsonNode item : json.get("items")) {
        assertThat(item.get("quantity").isInt()).isTrue();
        assertThat(item.get("productId").asString()).hasSize(36);
        sum +=
            item.get("quantity").asLong() * item.get("price").asLong()
                - item.get("discount").asLong();
      }
      assertThat(json.get("items")).hasSize(3);
      assertThat(json.get("total").asLong()).isEqualTo(sum);
      assertThat(json.get("receiptId").asString()).isEqualTo(Requests.ID);
      assertThat(json.get("storeId").asString()).isEqualTo(template.storeId());
    }
  }

  @Test
  void batches_haveAHundredReceiptsEach() {
    Receipts receipts = new Receipts(Instant.parse("2026-11-20T10:00:00Z"));
    List<byte[]> requests = receipts.batches(1, "key").prepared();
    assertThat(requests).hasSize(20);
    String text = new String(requests.get(19), StandardCharsets.UTF_8);
    JsonNode batch =
        JsonMapper.builder().build().readTree(text.substring(text.indexOf("\r\n\r\n") + 4));
    assertThat(batch).hasSize(100);
    assertThat(batch.get(99).get("receiptId").asString()).isEqualTo(Requests.ID + "-99");
  }

  @Test
  void barcodes_areThoseOfTheBaseline() {
    assertThat(Catalogue.barcode(1)).isEqualTo("4607046200001");
    assertThat(Catalogue.barcode(Catalogue.PRODUCTS)).isEqualTo("4607046210000");
  }
}
