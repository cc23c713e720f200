package io.millrace.ops.projections;

import io.millrace.ops.cli.Failure;
import io.millrace.ops.http.ApiOptions;
import io.millrace.ops.http.AppApi;
import java.net.URI;
import java.time.Duration;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where projection-store is: on the host of ingest-api, at a port of its own. */
final class StoreOptions {

  @Mixin private ApiOptions api = new ApiOptions();

  @Option(
      names = "--projection-store-port",
      paramLabel = "PORT",
      defaultValue = "${env:PROJECTION_STORE_PORT:-8081}",
      description = "PROJECTION_STORE_PORT, else 8081.")
  private int port;

  AppApi api(Duration patience) {
    try {
      URI ingest = URI.create(api.url());
      return new AppApi(
          "projection-store",
          "--url and --projection-store-port",
          ingest.getScheme() + "://" + ingest.getHost() + ":" + port,
          api.key(),
          patience);
    } catch (IllegalArgumentException e) {
      throw new Failure(api.url() + ": not a URL (--url or MILLRACE_URL)");
    }
  }
}
