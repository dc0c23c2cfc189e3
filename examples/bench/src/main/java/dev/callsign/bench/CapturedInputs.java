package dev.callsign.bench;

import dev.callsign.ct.CtPolicy;
import dev.callsign.ct.LogList;
import dev.callsign.lab.DomainCertificate;
import dev.callsign.lab.Lab;
import dev.callsign.lab.LabAuthority;
import dev.callsign.name.Callsign;
import dev.callsign.name.NamePolicy;
import dev.callsign.prekey.IdentityKeyPair;
import dev.callsign.report.MalformedException;
import dev.callsign.report.Mode;
import dev.callsign.statement.Device;
import dev.callsign.statement.KeyStatement;
import dev.callsign.statement.StatementSigner;
import dev.callsign.statement.VerificationPolicy;
import dev.callsign.x509.TrustAnchors;
import dev.callsign.x509.TrustPolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Statements of many callsigns, each with a leaf of its own and one device.
 *
 * <p>Many, because the JDK remembers the last {@value #REMEMBERED_BY_JDK} certificates that it
 * parsed, and with each the last key that verified it: measured on one input alone, the signature
 * on the leaf would cost nothing, which never happens to a directory.
 *
 * @param policy under which all of them verify, SCTs included
 * @param at when all of them verify
 */
record CapturedInputs(List<CapturedInput> inputs, VerificationPolicy policy, Instant at) {

  /** Entries of the cache in {@code sun.security.provider.X509Factory}. */
  private static final int REMEMBERED_BY_JDK = 750;

  private static final int INPUTS = 2 * REMEMBERED_BY_JDK;

  private static final Instant NOW = Instant.parse("2026-10-01T12:00:00Z");

  /** Before any are made. */
  static final CapturedInputs NONE =
      new CapturedInputs(List.of(), VerificationPolicy.production(), Instant.EPOCH);

  /** Makes them in a lab that lives as long as this call. */
  static CapturedInputs make(Shape shape) {
    SecureRandom random = new SecureRandom();
    try (Lab lab = Lab.start(Clock.fixed(NOW, ZoneOffset.UTC), random)) {
      KeyPair shared = shape.leafKey.generate(random); // RSA keys take too long to make many
      List<CapturedInput> inputs = new ArrayList<>();
      for (int i = 0; i < INPUTS; i++) {
        KeyPair key = shape == Shape.RSA ? shared : shape.leafKey.generate(random);
        inputs.add(make(lab.authority(), shape, key, "host" + i + ".callsign.test", random));
      }
      TrustAnchors anchors =
          TrustAnchors.letsEncrypt().withAdded(List.of(lab.authority().anchor()));
      TrustPolicy trust = new TrustPolicy(anchors, Set.of(LabAuthority.ORGANIZATION));
      VerificationPolicy policy =
          new VerificationPolicy(
              trust, new CtPolicy(Mode.ENFORCE, logs(lab)), true, Mode.ENFORCE, Set.of());
      return new CapturedInputs(inputs, policy, NOW);
    }
  }

  private static LogList logs(Lab lab) {
    try {
      Path file = Files.createTempFile("callsign-bench", ".json");
      try {
        return LogList.parse(Files.readString(lab.writeLogList(file)));
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static CapturedInput make(
      LabAuthority authority, Shape shape, KeyPair key, String name, SecureRandom random) {
    Callsign callsign = callsign(name);
    DomainCertificate certificate =
        authority.issue(authority.leaf(name).issuer(shape.issuer).key(key));
    IdentityKeyPair identity = IdentityKeyPair.generate(random);
    Device device = Device.of(callsign, 1, 4711, "phone", identity, NOW);
    KeyStatement statement =
        new KeyStatement(
            callsign, 1, null, NOW, NOW.plusSeconds(86_400), List.of(device), null, List.of());
    String compact =
        StatementSigner.sign(statement, certificate.chain(), certificate.domainKey().getPrivate());
    return CapturedInput.of(
        callsign, compact, certificate, authority.certificate(shape.issuer), device, shape);
  }

  private static Callsign callsign(String name) {
    try {
      return Callsign.parse(name, NamePolicy.WITH_TEST_NAMES);
    } catch (MalformedException e) {
      throw new IllegalStateException(e);
    }
  }
}
