package dev.callsign.acme.deploy;

import dev.callsign.acme.certificate.ErrandOutcome;
import dev.callsign.acme.certificate.Generation;
import dev.callsign.acme.certificate.Kept;
import dev.callsign.lab.Lab;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** A process that copies one pair after the other, for somebody who watches its files. */
final class ManyCopies {
  static final int COUNT = 200;

  private ManyCopies() {}

  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    Clock clock = Clock.systemUTC();
    try (Lab lab = Lab.start(clock, new SecureRandom())) {
      Kept kept = new Kept(lab.authority(), folder.resolve("agent"), clock);
      Generation one = kept.live(Duration.ofDays(9), "");
      Generation other = kept.live(Duration.ofDays(99), "");
      Path copies = Files.createDirectory(folder.resolve("copies"));
      CertificateCopies deployment =
          new CertificateCopies(
              copies.resolve("chain.pem"), copies.resolve("key.pem"), Optional.of(args[1]));
      for (int count = 0; count < COUNT; count++) {
        ErrandOutcome outcome = deployment.deploy(count % 2 == 0 ? one : other);
        if (!outcome.done()) {
          throw new IllegalStateException(outcome.detail());
        }
      }
    }
  }
}
