package io.millrace.devstack.demo;

import java.util.ArrayList;
import java.util.List;

/** What the simulated shop sells, and where. */
final class DemoCatalog {

  private static final long BARCODE_PREFIX = 460_000_000_000L;

  private DemoCatalog() {}

  static List<Store> stores() {
    return List.of(
        new Store("berlin", "Berlin Mitte", "Europe/Berlin", "EUR"),
        new Store("almaty", "Алматы", "Asia/Almaty", "KZT"));
  }

  static List<Product> products() {
    List<Product> products = new ArrayList<>();
    add(products, "espresso", "Espresso", "coffee", 210, "piece");
    add(products, "cappuccino", "Cappuccino", "coffee", 320, "piece");
    add(products, "croissant", "Butter croissant", "bakery", 190, "piece");
    add(products, "rye-bread", "Rye bread", "bakery", 420, "piece");
    add(products, "bananas", "Bananas", "fruit", 199, "kg");
    add(products, "apples", "Яблоки", "fruit", 249, "kg");
    add(products, "green-tea", "Зелёный чай", "tea", 450, "piece");
    add(products, "black-tea", "Чёрный чай", "tea", 430, "piece");
    add(products, "milk", "Milk 1 l", "dairy", 129, "piece");
    add(products, "cheese", "Gouda", "dairy", 1_390, "kg");
    add(products, "water", "Mineral water 0.5 l", "drinks", 89, "piece");
    add(products, "lemonade", "Lemonade", "drinks", 249, "piece");
    add(products, "chocolate", "Dark chocolate", "sweets", 279, "piece");
    add(products, "honey", "Мёд", "sweets", 890, "piece");
    add(products, "tomatoes", "Tomatoes", "vegetables", 379, "kg");
    add(products, "potatoes", "Potatoes", "vegetables", 149, "kg");
    return List.copyOf(products);
  }

  private static void add(
      List<Product> products, String id, String name, String category, long price, String unit) {
    products.add(new Product(id, name, barcode(products.size() + 1), category, price, unit, 10));
  }

  /** An EAN-13 with its check digit. */
  private static String barcode(int number) {
    String digits = Long.toString(BARCODE_PREFIX + number);
    int sum = 0;
    for (int i = 0; i < digits.length(); i++) {
      sum += (digits.charAt(i) - '0') * (i % 2 == 0 ? 1 : 3);
    }
    return digits + (10 - sum % 10) % 10;
  }
}
