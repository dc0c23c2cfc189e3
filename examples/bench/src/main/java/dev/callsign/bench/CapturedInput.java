package dev.callsign.bench;

import dev.callsign.lab.DomainCertificate;
import dev.callsign.lab.KeyType;
import dev.callsign.name.Callsign;
import dev.callsign.prekey.ProofOfPossession;
import dev.callsign.statement.Device;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Base64;
import java.util.List;

/**
 * One statement as it was fetched, and the signatures in it, ready to be verified by themselves.
 *
 * @param signatures the leaf's by its issuer, the statement's by the leaf, the device's by its
 *     identity key, and two that cost what those of the SCTs cost; the issuer's own is not among
 *     them, as a verifier remembers it
 */
record CapturedInput(Callsign callsign, String compact, List<BareSignature> signatures) {

  private static final KeyPair LOG = KeyType.P256.generate(new SecureRandom());

  /** The prime of Curve25519 (RFC 7748 §4.1). */
  private static final BigInteger P =
      BigInteger.ONE.shiftLeft(255).subtract(BigInteger.valueOf(19));

  static CapturedInput of(
      Callsign callsign,
      String compact,
      DomainCertificate certificate,
      X509Certificate issuer,
      Device device,
      Shape shape) {
    try {
      X509Certificate leaf = certificate.leaf();
      int end = compact.lastIndexOf('.');
      return new CapturedInput(
          callsign,
          compact,
          List.of(
              new BareSignature(
                  leaf.getSigAlgName(),
                  issuer.getPublicKey(),
                  leaf.getTBSCertificate(),
                  leaf.getSignature()),
              new BareSignature(
                  shape.statementAlgorithm,
                  leaf.getPublicKey(),
                  compact.substring(0, end).getBytes(StandardCharsets.US_ASCII),
                  Base64.getUrlDecoder().decode(compact.substring(end + 1))),
              proof(callsign, device),
              likeSct(leaf),
              likeSct(leaf)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A signature of the kind, and over about the bytes, that a log makes for this leaf. */
  private static BareSignature likeSct(X509Certificate leaf) throws GeneralSecurityException {
    Signature signer = Signature.getInstance("SHA256withECDSA");
    signer.initSign(LOG.getPrivate());
    signer.update(leaf.getTBSCertificate());
    return new BareSignature(
        "SHA256withECDSA", LOG.getPublic(), leaf.getTBSCertificate(), signer.sign());
  }

  /** The proof as plain Ed25519: the key in Edwards form, its sign taken out of the signature. */
  private static BareSignature proof(Callsign callsign, Device device)
      throws GeneralSecurityException {
    byte[] signature = device.proof().encode();
    boolean odd = signature[63] < 0;
    signature[63] &= 0x7f;
    byte[] bigEndian = device.identityKey().uCoordinate();
    for (int i = 0; i < bigEndian.length / 2; i++) {
      byte swapped = bigEndian[i];
      bigEndian[i] = bigEndian[bigEndian.length - 1 - i];
      bigEndian[bigEndian.length - 1 - i] = swapped;
    }
    BigInteger u = new BigInteger(1, bigEndian);
    BigInteger y = u.subtract(BigInteger.ONE).multiply(u.add(BigInteger.ONE).modInverse(P)).mod(P);
    PublicKey key =
        KeyFactory.getInstance("Ed25519")
            .generatePublic(
                new EdECPublicKeySpec(NamedParameterSpec.ED25519, new EdECPoint(odd, y)));
    byte[] message =
        ProofOfPossession.message(
            callsign.aLabel(), device.id(), device.registrationId(), device.identityKey());
    return new BareSignature("Ed25519", key, message, signature);
  }
}
