package dev.callsign.acme.certificate;

import static dev.callsign.acme.certificate.Certificates.ALICE;
import static dev.callsign.acme.certificate.Certificates.DAY_0;
import static dev.callsign.acme.certificate.Certificates.day;

import dev.callsign.acme.Shell;
import dev.callsign.lab.Lab;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;

/** A process of its own that renews a certificate some times over. */
final class ManyRenewals {
  static final int COUNT = 8;

  private ManyRenewals() {}

  /** Renews in the folder that is the first argument. */
  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    Path devices = folder.resolve("devices.json");
    Shell.at(DAY_0)
        .runWell("device", "add", "--domain", ALICE, "--devices", devices, "--unencrypted");
    try (Lab lab = Lab.start(Clock.fixed(DAY_0, ZoneOffset.UTC), new SecureRandom())) {
      World world =
          new World(lab.authority(), new StatementSigning(devices, List.of(), null, null));
      for (int i = 0; i < COUNT; i++) {
        world.until(day(33 * i));
        world.settle(world.keeper(folder.resolve("agent")));
      }
    }
  }
}
