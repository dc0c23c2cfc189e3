package dev.callsign.directory;

import dev.callsign.lab.Lab;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The hosts of the lab, with BIND 9 in place of the lab's DNS where it is installed. */
public final class Bind9Resource implements QuarkusTestResourceLifecycleManager {
  private static @Nullable Lab lab;
  private @Nullable Bind9 bind9;

  /** The lab that hosts the callsigns. */
  static Lab lab() {
    if (lab == null) {
      throw new IllegalStateException("no test of this class has started the lab");
    }
    return lab;
  }

  @Override
  public Map<String, String> start() {
    try {
      Lab hosts = Lab.start(Clock.systemUTC(), new SecureRandom());
      lab = hosts;
      Map<String, String> settings =
          new LinkedHashMap<>(
              hosts.directoryProperties(
                  hosts.writeAnchor(Files.createTempFile("callsign-anchor", ".pem"))));
      settings.put("callsign.signing-key", LabResource.newSigningKey());
      if (Bind9.isInstalled()) {
        Bind9 running = Bind9.start();
        bind9 = running;
        settings.put("callsign.dns.resolvers", "127.0.0.1:" + running.address().getPort());
        settings.put("callsign.dns.dnssec", "true");
        settings.put("callsign.dns.trust-anchors", running.anchors().toString());
      }
      return settings;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void stop() {
    if (bind9 != null) {
      bind9.close();
      bind9 = null;
    }
    if (lab != null) {
      lab.close();
      lab = null;
    }
  }
}
