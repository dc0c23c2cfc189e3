package dev.callsign.statement;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.util.Base64URL;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Optional;

/** The signature algorithms of key statements, each for one type of domain key (protocol §3). */
enum DomainKeyAlgorithm {
  ES256,
  ES384,
  PS256,
  RS256;

  JWSAlgorithm jws() {
    return JWSAlgorithm.parse(name());
  }

  /** The algorithm of this name ({@code alg}, RFC 7518 §3.1), or empty for any other name. */
  static Optional<DomainKeyAlgorithm> of(String alg) {
    for (DomainKeyAlgorithm algorithm : values()) {
      if (algorithm.name().equals(alg)) {
        return Optional.of(algorithm);
      }
    }
    return Optional.empty();
  }

  /** The algorithm a signer uses with this key, or empty when statements allow none for it. */
  static Optional<DomainKeyAlgorithm> preferredFor(PublicKey key) {
    for (DomainKeyAlgorithm algorithm : values()) {
      if (algorithm.fits(key)) {
        return Optional.of(algorithm);
      }
    }
    return Optional.empty();
  }

  /** Whether a key of this type signs with this algorithm. */
  boolean fits(PublicKey key) {
    return switch (this) {
      case ES256 -> key instanceof ECPublicKey ec && Curve.P_256.equals(curve(ec));
      case ES384 -> key instanceof ECPublicKey ec && Curve.P_384.equals(curve(ec));
      case PS256, RS256 -> key instanceof RSAPublicKey;
    };
  }

  /** Whether {@code signature} is the signature of {@code key} over {@code signingInput}. */
  boolean verifies(PublicKey key, byte[] signingInput, byte[] signature) {
    try {
      JWSVerifier verifier =
          switch (key) {
            case ECPublicKey ec -> new ECDSAVerifier(ec);
            case RSAPublicKey rsa -> new RSASSAVerifier(rsa);
            default -> throw new JOSEException("no verifier for " + key.getAlgorithm());
          };
      return verifier.verify(new JWSHeader(jws()), signingInput, Base64URL.encode(signature));
    } catch (JOSEException e) {
      return false;
    }
  }

  JWSSigner signer(PrivateKey key) throws JOSEException {
    return switch (this) {
      case ES256 -> new ECDSASigner(key, Curve.P_256);
      case ES384 -> new ECDSASigner(key, Curve.P_384);
      case PS256, RS256 -> new RSASSASigner(key);
    };
  }

  private static Curve curve(ECPublicKey key) {
    return Curve.forECParameterSpec(key.getParams());
  }
}
