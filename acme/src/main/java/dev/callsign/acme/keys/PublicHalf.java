package dev.callsign.acme.keys;

import java.io.IOException;
import java.security.PrivateKey;
import java.security.PublicKey;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.params.RSAPrivateCrtKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/** Computes the public key of a private one, which the JDK does not do. */
public final class PublicHalf {

  private PublicHalf() {}

  /**
   * The public key of {@code key}, in the encoding that certificates use.
   *
   * @throws IllegalArgumentException neither RSA with its public exponent nor EC on a named curve
   */
  public static PublicKey of(PrivateKey key) {
    try {
      AsymmetricKeyParameter half =
          switch (PrivateKeyFactory.createKey(key.getEncoded())) {
            case RSAPrivateCrtKeyParameters rsa ->
                new RSAKeyParameters(false, rsa.getModulus(), rsa.getPublicExponent());
            case ECPrivateKeyParameters ec ->
                new ECPublicKeyParameters(
                    new FixedPointCombMultiplier().multiply(ec.getParameters().getG(), ec.getD()),
                    ec.getParameters());
            default -> throw new IllegalArgumentException("neither RSA nor EC");
          };
      SubjectPublicKeyInfo info = SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(half);
      return new JcaPEMKeyConverter().getPublicKey(info);
    } catch (IOException e) {
      throw new IllegalArgumentException("a private key without a public half", e);
    }
  }
}
