package io.millrace.loadtest.compare;

/** The systems that take turns. */
enum Contender {
  MILLRACE("Millrace"),
  EXPRESS("Express"),
  FASTIFY("Fastify"),
  LIMIT("limit");

  private final String title;

  Contender(String title) {
    this.title = title;
  }

  @Override
  public String toString() {
    return title;
  }
}
