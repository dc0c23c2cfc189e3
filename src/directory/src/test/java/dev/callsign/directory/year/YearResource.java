package dev.callsign.directory.year;

import dev.callsign.directory.LabResource;
import dev.callsign.lab.LabPostgres;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A database for the year alone, H2 in memory or, with {@code -Ddb=postgresql}, a PostgreSQL; and a
 * directory that does nothing by itself.
 */
public final class YearResource implements QuarkusTestResourceLifecycleManager {
  private @Nullable LabPostgres postgres;

  @Override
  public Map<String, String> start() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("callsign.renewal.enabled", "false");
    settings.put("callsign.renewal.recheck", Biography.RECHECK.toString());
    settings.put("callsign.signing-key", signingKey());
    settings.put("callsign.trust.allow-test-names", "true");
    settings.put("quarkus.log.category.\"dev.callsign.directory.record\".level", "ERROR");
    if ("postgresql".equals(System.getProperty("quarkus.datasource.db-kind"))) {
      LabPostgres database = LabPostgres.start();
      postgres = database;
      settings.putAll(database.jdbcProperties());
    } else {
      settings.put(
          "quarkus.datasource.jdbc.url", "jdbc:h2:mem:year;DB_CLOSE_DELAY=-1;QUERY_CACHE_SIZE=64");
    }
    return settings;
  }

  private static String signingKey() {
    try {
      return LabResource.newSigningKey();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void stop() {
    if (postgres != null) {
      postgres.close();
      postgres = null;
    }
  }
}
