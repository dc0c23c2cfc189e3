package dev.callsign.lab;

import static dev.callsign.lab.Expected.fail;
import static dev.callsign.lab.Expected.warn;

import dev.callsign.x509.CertificateChain;
import java.math.BigInteger;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;

/**
 * What can be wrong with a certificate or its chain: steps chain, leaf and names. The statement is
 * signed with it, so that nothing else is wrong.
 */
@SuppressWarnings("ImmutableEnumChecker") // the edits capture nothing
public enum CertificateFault implements Misbehaviour {
  /** The intermediate is missing between leaf and root. */
  INCOMPLETE(fail("chain-incomplete"), spec -> spec.issuer(Issuer.UNSENT)),
  /** The leaf signed itself. */
  SELF_SIGNED(
      fail("chain-untrusted"), spec -> spec.subject("CN=" + spec.names.getFirst()).selfSigned()),
  /** The chain is complete up to a root that nobody trusts. */
  UNTRUSTED_ROOT(fail("chain-untrusted"), spec -> spec.issuer(Issuer.UNTRUSTED)),
  /** A trusted chain, but from another organization than the policy allows. */
  OTHER_ORGANIZATION(fail("chain-not-letsencrypt"), spec -> spec.issuer(Issuer.OTHER_ORGANIZATION)),
  /** The owner forgot to leave the environment for trials. */
  STAGING(fail("chain-staging"), spec -> spec.issuer(Issuer.STAGING)),
  /** The leaf is valid from tomorrow on. */
  NOT_YET_VALID(fail("chain-not-yet-valid"), spec -> spec.startsAfter(Duration.ofDays(1))),
  /** The leaf ended an hour ago. */
  EXPIRED(
      fail("chain-expired"),
      spec -> spec.startsAfter(Duration.ofDays(-91)).endsAfter(Duration.ofHours(-1))),
  /** The intermediate ended yesterday. */
  EXPIRED_INTERMEDIATE(fail("chain-expired"), spec -> spec.issuer(Issuer.EXPIRED)),
  /** The intermediate is valid from tomorrow on. */
  INTERMEDIATE_NOT_YET_VALID(
      fail("chain-not-yet-valid"), spec -> spec.issuer(Issuer.NOT_YET_VALID)),
  /** The leaf is signed with ecdsa-with-SHA1. */
  SHA1_ECDSA(fail("chain-weak-signature"), CertificateSpec::sha1),
  /** The leaf is signed with sha1WithRSAEncryption. */
  SHA1_RSA(fail("chain-weak-signature"), spec -> spec.issuer(Issuer.RSA).sha1()),
  /** The intermediate is no authority. */
  ISSUER_NOT_A_CA(fail("chain-constraint"), spec -> spec.issuer(Issuer.NOT_A_CA)),
  /** The intermediate may not sign certificates. */
  ISSUER_WITHOUT_CERT_SIGN(fail("chain-constraint"), spec -> spec.issuer(Issuer.WITHOUT_CERT_SIGN)),
  /** The intermediate is for client certificates. */
  ISSUER_FOR_CLIENTS(fail("chain-constraint"), spec -> spec.issuer(Issuer.FOR_CLIENTS)),
  /** The intermediate stands below one that allows none below it. */
  PATH_TOO_LONG(fail("chain-constraint"), spec -> spec.issuer(Issuer.TOO_DEEP)),

  /** The leaf is marked as an authority. */
  LEAF_IS_A_CA(fail("leaf-profile"), spec -> spec.authority(true)),
  /** The leaf's key may not sign. */
  NO_DIGITAL_SIGNATURE(fail("leaf-profile"), spec -> spec.keyUsage(KeyUsage.keyAgreement)),
  /** The leaf is for clients. */
  NO_SERVER_AUTH(fail("leaf-profile"), spec -> spec.purpose(KeyPurposeId.id_kp_clientAuth)),
  /** A lifetime of 101 days. */
  TOO_LONG_LIVED(
      fail("leaf-profile"),
      spec -> spec.startsAfter(Duration.ZERO).endsAfter(Duration.ofDays(101))),
  /** A critical extension that no software knows. */
  UNKNOWN_CRITICAL_EXTENSION(fail("leaf-profile"), CertificateSpec::unknownCriticalExtension),
  /** A serial number of 21 octets. */
  LONG_SERIAL(fail("leaf-profile"), spec -> spec.serial(BigInteger.ONE.shiftLeft(160))),
  /** An RSA key of 1024 bits. */
  RSA_1024(fail("leaf-weak-key"), spec -> spec.key(KeyType.RSA_1024)),
  /** Five of its ninety days are left. */
  NEAR_EXPIRY(warn("leaf-near-expiry"), spec -> spec.startsAfter(Duration.ofDays(-85))),

  /** The certificate is for another name. */
  OTHER_NAME(fail("name-mismatch"), spec -> spec.names("mallory.callsign.test")),
  /** The name stands in the common name only. */
  COMMON_NAME_ONLY(
      fail("name-mismatch"), spec -> spec.subject("CN=" + spec.names.getFirst()).names()),
  /** The certificate is for every name beside this one. */
  WILDCARD_ONLY(
      fail("wildcard-only"), spec -> spec.names(spec.names.getFirst().replaceFirst("^[^.]+", "*"))),
  /** The certificate has 26 names. */
  SHARED(warn("shared-certificate"), CertificateFault::addNeighbours);

  private static final int NEIGHBOURS = 25;

  private final Expected expected;
  private final Consumer<CertificateSpec> edit;

  CertificateFault(Expected expected, Consumer<CertificateSpec> edit) {
    this.expected = expected;
    this.edit = edit;
  }

  @Override
  public Expected expected() {
    return expected;
  }

  /** Issues a certificate that has this fault for {@code name} and, where it can, for this key. */
  DomainCertificate issue(LabAuthority authority, String name, KeyPair key) {
    CertificateSpec spec = authority.leaf(name).key(key);
    edit.accept(spec);
    DomainCertificate issued = authority.issue(spec);
    return switch (this) {
      // A statement has two certificates at least: what such an owner has is leaf and root.
      case INCOMPLETE, SELF_SIGNED ->
          new DomainCertificate(
              CertificateChain.of(List.of(issued.leaf(), authority.anchor())), issued.domainKey());
      default -> issued;
    };
  }

  private static void addNeighbours(CertificateSpec spec) {
    List<String> names = new ArrayList<>(spec.names);
    for (int i = 1; i <= NEIGHBOURS; i++) {
      names.add("neighbour-" + i + ".callsign.test");
    }
    spec.names(names.toArray(String[]::new));
  }
}
