package dev.callsign.libsignal;

import dev.callsign.bundle.BundleVerdict;
import dev.callsign.bundle.BundleVerifier;
import dev.callsign.bundle.VerifiedBundle;
import dev.callsign.lab.Lab;
import dev.callsign.lab.LabAuthority;
import dev.callsign.lab.LabHost;
import dev.callsign.statement.VerificationPolicy;
import dev.callsign.x509.TrustAnchors;
import dev.callsign.x509.TrustPolicy;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.signal.libsignal.protocol.IdentityKeyPair;

/** Two callsigns below a root of their own, a directory that both are registered at. */
final class World {

  static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

  final DirectoryInMemory directory = new DirectoryInMemory();
  final Correspondent alice;
  final Correspondent bob;
  private final BundleVerifier verifier;

  /** Alice's identity is libsignal's own, Bob's is {@code bobs}. */
  World(IdentityKeyPair bobs) {
    try (Lab lab = Lab.start(Clock.fixed(NOW, ZoneOffset.UTC), new SecureRandom())) {
      this.alice =
          registered(lab.host("alice.callsign.test"), IdentityKeyPair.generate(), directory);
      this.bob = registered(lab.host("bob.callsign.test"), bobs, directory);
      this.verifier =
          new BundleVerifier(
              VerificationPolicy.of(
                  new TrustPolicy(
                      new TrustAnchors(List.of(), List.of(lab.authority().anchor()), List.of()),
                      Set.of(LabAuthority.ORGANIZATION))));
    }
  }

  private static Correspondent registered(
      LabHost host, IdentityKeyPair pair, DirectoryInMemory directory) {
    Correspondent correspondent = new Correspondent(host, pair);
    directory.register(host.callsign(), correspondent.statement(), correspondent.device);
    return correspondent;
  }

  /** What a client makes of an answer about Bob's device. */
  BundleVerdict verdict(byte[] answer) {
    return verifier.verifyDevice(answer, bob.callsign(), Correspondent.DEVICE_ID, null, NOW);
  }

  /** Bob's bundle, claimed and verified. */
  VerifiedBundle bobsBundle() {
    return switch (verdict(directory.claim(bob.callsign(), Correspondent.DEVICE_ID))) {
      case BundleVerdict.Verified(VerifiedBundle bundle) -> bundle;
      case BundleVerdict other -> throw new AssertionError(other);
    };
  }
}
