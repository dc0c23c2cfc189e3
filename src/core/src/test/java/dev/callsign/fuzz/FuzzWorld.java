package dev.callsign.fuzz;

import dev.callsign.name.Callsign;
import dev.callsign.name.NamePolicy;
import dev.callsign.report.MalformedException;
import dev.callsign.testing.Docs;
import dev.callsign.testing.TestAuthority;
import dev.callsign.testing.TestAuthority.TestLeaf;
import dev.callsign.x509.CertificateChain;
import dev.callsign.x509.TrustAnchors;
import dev.callsign.x509.TrustPolicy;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.ECPublicKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.bouncycastle.jce.ECNamedCurveTable;
import org.bouncycastle.math.ec.ECPoint;

/**
 * Keys, names and anchors that are the same in every run, so that an input keeps its meaning: those
 * of docs/vectors, and an authority whose private keys anybody can compute.
 */
final class FuzzWorld {

  static final Callsign ALICE = alice();

  static final KeyPair ROOT_KEYS = keys("root");
  static final KeyPair ISSUER_KEYS = keys("issuer");
  static final KeyPair LEAF_KEYS = keys("leaf");

  static final TestAuthority ROOT = TestAuthority.root("Root", draft -> draft.keys(ROOT_KEYS));
  static final TestAuthority ISSUER = ROOT.authority("E1", draft -> draft.keys(ISSUER_KEYS));
  static final TestLeaf LEAF = ISSUER.leaf("alice.example", draft -> draft.keys(LEAF_KEYS));

  private FuzzWorld() {}

  /** The compact statements of docs/vectors, good and bad. */
  static List<String> vectors() {
    return StreamSupport.stream(
            Docs.vectors("statement/statements.json").required("statements").spliterator(), false)
        .map(row -> row.required("compact").asText())
        .toList();
  }

  /** The instant at which {@link #vectors()} are judged. */
  static Instant vectorsAt() {
    return Instant.ofEpochSecond(Docs.vectors("statement/statements.json").required("at").asLong());
  }

  /** Whoever believes {@link #vectors()}. */
  static TrustPolicy vectorsTrust() {
    try {
      CertificateChain root =
          CertificateChain.parsePem(
              Docs.vectors("statement/statements.json").required("root").asText());
      return new TrustPolicy(
          new TrustAnchors(root.certificates(), List.of(), List.of()),
          Set.of(TrustPolicy.LETS_ENCRYPT));
    } catch (MalformedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Callsign alice() {
    try {
      return Callsign.parse("alice.example", NamePolicy.PUBLIC);
    } catch (MalformedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The key pair on P-256 whose private key is the SHA-256 of {@code owner}. */
  static KeyPair keys(String owner) {
    try {
      AlgorithmParameters curve = AlgorithmParameters.getInstance("EC");
      curve.init(new ECGenParameterSpec("secp256r1"));
      ECParameterSpec p256 = curve.getParameterSpec(ECParameterSpec.class);
      BigInteger secret = new BigInteger(1, sha256(owner.getBytes(StandardCharsets.UTF_8)));
      ECPoint point = ECNamedCurveTable.getParameterSpec("P-256").getG().multiply(secret);
      ECPoint affine = point.normalize();
      java.security.spec.ECPoint w =
          new java.security.spec.ECPoint(
              affine.getAffineXCoord().toBigInteger(), affine.getAffineYCoord().toBigInteger());
      KeyFactory factory = KeyFactory.getInstance("EC");
      return new KeyPair(
          factory.generatePublic(new ECPublicKeySpec(w, p256)),
          factory.generatePrivate(new ECPrivateKeySpec(secret, p256)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** SHA-256 in base64. */
  static String sha256Base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(sha256(bytes));
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
