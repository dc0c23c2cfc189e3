package dev.callsign.directory;

import dev.callsign.lab.Lab;
import dev.callsign.lab.LabHost;
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
 * A lab with hosts, and a second one of which only the DNS is used: two resolvers that can be made
 * to say different things.
 */
public final class TwoLabsResource implements QuarkusTestResourceLifecycleManager {
  private static @Nullable Lab first;
  private static @Nullable Lab second;

  /** A host that both resolvers know. */
  static LabHost host(String name) {
    elsewhere(name);
    return running(first).host(name);
  }

  /** The same host as the second resolver knows it; nobody connects to it. */
  static LabHost elsewhere(String name) {
    return running(second).host(name);
  }

  /** The lab whose DNS is the second resolver. */
  static Lab second() {
    return running(second);
  }

  private static Lab running(@Nullable Lab lab) {
    if (lab == null) {
      throw new IllegalStateException("no test of this class has started the labs");
    }
    return lab;
  }

  @Override
  public Map<String, String> start() {
    try {
      Lab hosts = Lab.start(Clock.systemUTC(), new SecureRandom());
      first = hosts;
      Lab other = Lab.start(Clock.systemUTC(), new SecureRandom());
      second = other;
      Map<String, String> settings =
          new LinkedHashMap<>(
              hosts.directoryProperties(
                  hosts.writeAnchor(Files.createTempFile("callsign-anchor", ".pem"))));
      settings.merge(
          "callsign.dns.resolvers",
          "127.0.0.1:" + other.dns().address().getPort(),
          (one, two) -> one + "," + two);
      settings.put("callsign.signing-key", LabResource.newSigningKey());
      settings.put("callsign.fetch.timeout", "1s");
      settings.put("callsign.dns.timeout", "500ms");
      return settings;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void stop() {
    if (first != null) {
      first.close();
      first = null;
    }
    if (second != null) {
      second.close();
      second = null;
    }
  }
}
