package dev.callsign.directory;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** A directory with records of its own: tests that let months pass for all of them need one. */
public final class FollowedProfile implements QuarkusTestProfile {
  @Override
  public Map<String, String> getConfigOverrides() {
    return "postgresql".equals(System.getProperty("quarkus.datasource.db-kind"))
        ? Map.of() // each start has a new one
        : Map.of("quarkus.datasource.jdbc.url", "jdbc:h2:mem:followed;DB_CLOSE_DELAY=-1");
  }
}
