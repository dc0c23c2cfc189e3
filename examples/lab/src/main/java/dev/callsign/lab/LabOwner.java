package dev.callsign.lab;

import dev.callsign.name.Callsign;
import dev.callsign.prekey.IdentityKeyPair;
import dev.callsign.statement.Device;
import dev.callsign.statement.KeyStatement;
import dev.callsign.statement.StatementSigner;
import dev.callsign.x509.Fingerprint;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whom a callsign belongs to: his domain keys, his devices, and the statements he made.
 *
 * <p>He announces his next domain key in every statement. Not safe for concurrent use: {@link
 * LabHost} guards it.
 */
final class LabOwner {

  private static final int SHA256_BYTES = 32;

  /** A statement he stands by, and the certificate it is signed with. */
  record Signed(DomainCertificate certificate, KeyStatement statement, String compact) {
    Hosting hosting() {
      return new Hosting(certificate, compact, null);
    }
  }

  private final Callsign callsign;
  private final LabAuthority authority;
  private final Clock clock;
  private final SecureRandom random;

  private List<LabDevice> devices;

  /** Above every id that was given: none is given again. */
  private int nextDeviceId = 2;

  private KeyPair nextKey;
  private Signed current;
  private @Nullable Signed previous;

  LabOwner(Callsign callsign, LabAuthority authority, Clock clock, SecureRandom random) {
    this.callsign = callsign;
    this.authority = authority;
    this.clock = clock;
    this.random = random;
    this.devices = List.of(device(callsign, 1, clock, random));
    this.nextKey = KeyType.P256.generate(random);
    DomainCertificate first = authority.issue(authority.leaf(callsign.aLabel()));
    KeyStatement statement = draft(callsign, first, 1, null, clock, devices, nextKey);
    this.current = sign(first, statement);
  }

  Signed current() {
    return current;
  }

  /** What he stood by before; null while there is only one statement. */
  @Nullable Signed previous() {
    return previous;
  }

  List<LabDevice> devices() {
    return devices;
  }

  /** Renews with the announced key and announces a new one. */
  void renew() {
    renew(authority.leaf(callsign.aLabel()));
  }

  /** Renews as {@code spec} says, with the announced key, and announces a new one. */
  void renew(CertificateSpec spec) {
    DomainCertificate issued = authority.issue(spec.key(nextKey));
    nextKey = KeyType.P256.generate(random);
    accept(sign(issued, next(issued)));
  }

  /** Changes his mind about the next domain key, telling nobody. */
  void replaceNextKey(KeyType type) {
    nextKey = type.generate(random);
  }

  LabDevice addDevice() {
    LabDevice added = makeDevice(nextDeviceId++);
    List<LabDevice> more = new ArrayList<>(devices);
    more.add(added);
    devices = List.copyOf(more);
    accept(sign(current.certificate(), next(current.certificate())));
    return added;
  }

  /** As {@link #addDevice}, with the agreement of the device with the lowest id. */
  LabDevice addDeviceByConsent() {
    LabDevice added = makeDevice(nextDeviceId++);
    List<LabDevice> more = new ArrayList<>(devices);
    more.add(added);
    changeByConsent(more);
    return added;
  }

  /** Takes a device away, with the agreement of the device with the lowest id, perhaps itself. */
  void removeDeviceByConsent(int id) {
    changeByConsent(devices.stream().filter(device -> device.listed().id() != id).toList());
  }

  /** Gives a device another identity key, with the agreement of its old one. */
  void rotateIdentity(int id) {
    changeByConsent(
        devices.stream()
            .map(device -> device.listed().id() == id ? makeDevice(id) : device)
            .toList());
  }

  /** The next statement with one device more, of this id; he does not stand by it. */
  String withDevice(int id) {
    List<LabDevice> listed = devices;
    try {
      List<LabDevice> more = new ArrayList<>(devices);
      more.add(makeDevice(id));
      devices = List.copyOf(more);
      return signByConsentOf(listed.getFirst(), next(current.certificate()));
    } finally {
      devices = listed;
    }
  }

  private void changeByConsent(List<LabDevice> after) {
    LabDevice agrees = devices.getFirst();
    devices = List.copyOf(after);
    KeyStatement statement = next(current.certificate());
    accept(new Signed(current.certificate(), statement, signByConsentOf(agrees, statement)));
  }

  private String signByConsentOf(LabDevice agrees, KeyStatement statement) {
    DomainCertificate certificate = current.certificate();
    return StatementSigner.sign(
        statement,
        agrees.listed().id(),
        agrees.identity(),
        certificate.chain(),
        certificate.domainKey().getPrivate());
  }

  void replaceIdentities() {
    devices = devices.stream().map(device -> makeDevice(device.listed().id())).toList();
    accept(sign(current.certificate(), next(current.certificate())));
  }

  /** A device that is not listed. */
  LabDevice makeDevice(int id) {
    return device(callsign, id, clock, random);
  }

  /** The statement that would be next, signed with this certificate. */
  KeyStatement next(DomainCertificate certificate) {
    return draft(
        certificate, current.statement().seq() + 1, StatementSigner.sha256(current.compact()));
  }

  /** A statement of now with another place in the history. */
  KeyStatement draft(DomainCertificate certificate, long seq, @Nullable String prev) {
    return draft(callsign, certificate, seq, prev, clock, devices, nextKey);
  }

  /** The hash of a statement that never was. */
  String unknownHash() {
    byte[] hash = new byte[SHA256_BYTES];
    random.nextBytes(hash);
    return StatementDraft.encode(hash);
  }

  static Signed sign(DomainCertificate certificate, KeyStatement statement) {
    String compact =
        StatementSigner.sign(statement, certificate.chain(), certificate.domainKey().getPrivate());
    return new Signed(certificate, statement, compact);
  }

  /** Stands by {@code signed} from now on. */
  void accept(Signed signed) {
    previous = current;
    current = signed;
  }

  /** Issued now, or as near to now as the certificate allows, and for as long as it lasts. */
  private static KeyStatement draft(
      Callsign callsign,
      DomainCertificate certificate,
      long seq,
      @Nullable String prev,
      Clock clock,
      List<LabDevice> devices,
      KeyPair nextKey) {
    Instant notBefore = certificate.leaf().getNotBefore().toInstant();
    Instant notAfter = certificate.leaf().getNotAfter().toInstant();
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    boolean valid = !now.isBefore(notBefore) && now.isBefore(notAfter);
    return new KeyStatement(
        callsign,
        seq,
        prev,
        valid ? now : notBefore,
        notAfter,
        devices.stream().map(LabDevice::listed).toList(),
        Fingerprint.ofKey(nextKey.getPublic()),
        List.of());
  }

  private static LabDevice device(Callsign callsign, int id, Clock clock, SecureRandom random) {
    IdentityKeyPair identity = IdentityKeyPair.generate(random);
    int registrationId = random.nextInt(Device.MIN_REGISTRATION_ID, Device.MAX_REGISTRATION_ID + 1);
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    return new LabDevice(
        Device.of(callsign, id, registrationId, "device " + id, identity, now), identity);
  }
}
