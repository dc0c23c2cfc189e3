package dev.callsign.directory;

import dev.callsign.lab.Lab;
import dev.callsign.lab.LabPostgres;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Brings the lab up before the directory, and points the directory at it. With {@code
 * -Ddb=postgresql} also a PostgreSQL, new for each start of the directory; otherwise the directory
 * keeps its records in H2, in memory.
 */
public final class LabResource implements QuarkusTestResourceLifecycleManager {
  private static @Nullable Lab running;
  private @Nullable LabPostgres postgres;

  /** The lab that the directory under test lives in. */
  public static Lab lab() {
    if (running == null) {
      throw new IllegalStateException("no test of this class has started the lab");
    }
    return running;
  }

  /** Where no directory has put its key yet. */
  public static String newSigningKey() throws IOException {
    return Files.createTempDirectory("callsign-key").resolve("data/directory-key.pem").toString();
  }

  @Override
  public Map<String, String> start() {
    try {
      Lab lab = Lab.start(Clock.systemUTC(), new SecureRandom());
      running = lab;
      Map<String, String> settings =
          new LinkedHashMap<>(
              lab.directoryProperties(
                  lab.writeAnchor(Files.createTempFile("callsign-anchor", ".pem"))));
      settings.put("callsign.signing-key", newSigningKey());
      // Slow hosts show what they have to show in one second as well as in ten.
      settings.put("callsign.fetch.timeout", "1s");
      settings.put("callsign.dns.timeout", "500ms");
      // What is revoked now is seen at once, not within the hour.
      settings.put("callsign.revocation.refresh", "0s");
      // All hosts of the lab are of one registrable domain.
      settings.put("callsign.renewal.per-domain", "32");
      // Quarkus builds the directory under test for this kind of database.
      if ("postgresql".equals(System.getProperty("quarkus.datasource.db-kind"))) {
        LabPostgres database = LabPostgres.start();
        postgres = database;
        settings.putAll(database.jdbcProperties());
      }
      return settings;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void stop() {
    if (running != null) {
      running.close();
      running = null;
    }
    if (postgres != null) {
      postgres.close();
      postgres = null;
    }
  }
}
