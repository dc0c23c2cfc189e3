package dev.callsign.x3dh;

import dev.callsign.bundle.BundleVerdict;
import dev.callsign.bundle.BundleVerifier;
import dev.callsign.bundle.VerifiedBundle;
import dev.callsign.lab.Lab;
import dev.callsign.lab.LabAuthority;
import dev.callsign.lab.LabBundle;
import dev.callsign.lab.LabDevice;
import dev.callsign.lab.LabHost;
import dev.callsign.prekey.CurveKeyPair;
import dev.callsign.prekey.OneTimePrekey;
import dev.callsign.prekey.SignedPrekey;
import dev.callsign.request.DeviceAddress;
import dev.callsign.statement.Observation;
import dev.callsign.statement.StatementVerdict;
import dev.callsign.statement.StatementVerifier;
import dev.callsign.statement.VerificationPolicy;
import dev.callsign.statement.VerifiedStatement;
import dev.callsign.x509.TrustAnchors;
import dev.callsign.x509.TrustPolicy;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Alice, who writes to Bob: two callsigns with statements below a root of their own, and the
 * prekeys of Bob's first device.
 */
final class TwoCallsigns {

  static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
  static final SecureRandom RANDOM = new SecureRandom();

  static final int SIGNED_PREKEY_ID = 22;
  static final int ONE_TIME_PREKEY_ID = 31337;

  final LabHost alice;
  final LabHost bob;
  final CurveKeyPair signedPrekey = CurveKeyPair.generate(RANDOM);
  final CurveKeyPair oneTimePrekey = CurveKeyPair.generate(RANDOM);
  private final VerificationPolicy policy;

  TwoCallsigns() {
    try (Lab lab = Lab.start(Clock.fixed(NOW, ZoneOffset.UTC), RANDOM)) {
      this.alice = lab.host("alice.callsign.test");
      this.bob = lab.host("bob.callsign.test");
      this.alice.addDevice();
      this.bob.addDevice();
      this.policy =
          VerificationPolicy.of(
              new TrustPolicy(
                  new TrustAnchors(List.of(), List.of(lab.authority().anchor()), List.of()),
                  Set.of(LabAuthority.ORGANIZATION)));
    }
  }

  static LocalDevice device(LabHost host, int index) {
    LabDevice device = host.devices().get(index);
    return new LocalDevice(
        new DeviceAddress(host.callsign(), device.listed().id()), device.identity());
  }

  Initiator initiator() {
    return new Initiator(device(alice, 0), RANDOM);
  }

  /** Bob's first device, with the private halves of what it published. */
  Responder responder() {
    return responder(device(bob, 0));
  }

  Responder responder(LocalDevice self) {
    Responder responder = new Responder(self);
    responder.holdSignedPrekey(SIGNED_PREKEY_ID, signedPrekey);
    responder.holdOneTimePrekey(ONE_TIME_PREKEY_ID, oneTimePrekey);
    return responder;
  }

  VerifiedBundle bundleWithOneTimePrekey() {
    return bundle(new OneTimePrekey(ONE_TIME_PREKEY_ID, oneTimePrekey.publicKey(), null));
  }

  VerifiedBundle bundleWithoutOneTimePrekey() {
    return bundle(null);
  }

  private VerifiedBundle bundle(@Nullable OneTimePrekey oneTime) {
    LabDevice first = bob.devices().getFirst();
    byte[] answer =
        new LabBundle(bob.callsign(), bob.statement())
            .device(
                first.listed(),
                SignedPrekey.sign(SIGNED_PREKEY_ID, signedPrekey.publicKey(), first.identity()),
                oneTime,
                null)
            .encode();
    return switch (new BundleVerifier(policy).verify(answer, bob.callsign(), null, NOW)) {
      case BundleVerdict.Verified(VerifiedBundle bundle) -> bundle;
      case BundleVerdict other -> throw new AssertionError(other);
    };
  }

  /** The statement of a host, verified. */
  VerifiedStatement verified(LabHost host) {
    StatementVerdict verdict =
        new StatementVerifier(policy)
            .verify(host.callsign(), host.statement(), Observation.offline(null), NOW);
    return switch (verdict) {
      case StatementVerdict.Verified believed -> believed.statement();
      case StatementVerdict.Rejected rejected -> throw new AssertionError(rejected.findings());
    };
  }
}
