package io.millrace.projection.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SearchWordsTest {

  @Test
  void of_takesTheLastWordApart() {
    assertThat(SearchWords.of("  Green  tea Лёд "))
        .isEqualTo(
            new SearchWords(
                "Green  tea Лёд",
                "Green  tea",
                "Лёд",
                "лед",
                java.util.List.of("green", "tea", "лед")));
  }

  @Test
  void of_keepsOnlyLettersAndDigitsOfWhatIsTypedInPart() {
    SearchWords words = SearchWords.of("milk:*&!('кока-ко");
    assertThat(words.prefix()).isEqualTo("ко");
    assertThat(words.mistyped()).containsExactly("milk", "кока");
  }

  @Test
  void of_manyWords_looksForTyposInTheFirst() {
    assertThat(SearchWords.of("aaa bbb ccc ddd eee fff ggg aaa").mistyped()).hasSize(5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "!!!", "😀 😀", "&|!:*'\"\\()<->"})
  void of_withoutWords_isWordless(String typed) {
    SearchWords words = SearchWords.of(typed);
    assertThat(words.isWordless()).isTrue();
    assertThat(words.prefix()).isEmpty();
    assertThat(words.mistyped()).isEmpty();
  }
}
