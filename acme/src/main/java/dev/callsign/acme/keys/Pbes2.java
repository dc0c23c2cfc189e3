package dev.callsign.acme.keys;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.EncryptionScheme;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;

/**
 * Encrypted PKCS#8 by PBES2 (RFC 8018 §6.2, RFC 5958 §3): ASN.1 by Bouncy Castle, PBKDF2 and AES by
 * the JDK, whose own PBES2 takes no passphrase beyond ASCII.
 *
 * <p>Written is PBKDF2 with HMAC-SHA-512 and AES-256-CBC. Read is what openssl writes, too: PBKDF2
 * with any SHA-2 or SHA-1, and AES-CBC with any key.
 */
final class Pbes2 {

  /**
   * Rounds of PBKDF2 in what is written. OWASP's Password Storage Cheat Sheet asks for 210,000 of
   * HMAC-SHA-512 and 600,000 of HMAC-SHA-256; a command can afford the greater number.
   */
  static final int ITERATIONS = 600_000;

  /** More rounds are not computed for a file from somewhere else. */
  static final int MAX_ITERATIONS = 10_000_000;

  private static final int SALT_BYTES = 16;
  private static final int BLOCK_BYTES = 16;
  private static final int KEY_BYTES = 32;

  private static final Map<ASN1ObjectIdentifier, String> PRFS =
      Map.of(
          PKCSObjectIdentifiers.id_hmacWithSHA1, "PBKDF2WithHmacSHA1",
          PKCSObjectIdentifiers.id_hmacWithSHA224, "PBKDF2WithHmacSHA224",
          PKCSObjectIdentifiers.id_hmacWithSHA256, "PBKDF2WithHmacSHA256",
          PKCSObjectIdentifiers.id_hmacWithSHA384, "PBKDF2WithHmacSHA384",
          PKCSObjectIdentifiers.id_hmacWithSHA512, "PBKDF2WithHmacSHA512");

  private static final Map<ASN1ObjectIdentifier, Integer> KEY_LENGTHS =
      Map.of(
          NISTObjectIdentifiers.id_aes128_CBC, 16,
          NISTObjectIdentifiers.id_aes192_CBC, 24,
          NISTObjectIdentifiers.id_aes256_CBC, KEY_BYTES);

  private Pbes2() {}

  /** The DER of an EncryptedPrivateKeyInfo around the PKCS#8 of a key. */
  static byte[] encrypt(byte[] pkcs8, Passphrase passphrase, SecureRandom random) {
    byte[] salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    byte[] iv = new byte[BLOCK_BYTES];
    random.nextBytes(iv);
    PBKDF2Params derivation =
        new PBKDF2Params(
            salt,
            ITERATIONS,
            KEY_BYTES,
            new AlgorithmIdentifier(PKCSObjectIdentifiers.id_hmacWithSHA512, DERNull.INSTANCE));
    PBES2Parameters parameters =
        new PBES2Parameters(
            new KeyDerivationFunc(PKCSObjectIdentifiers.id_PBKDF2, derivation),
            new EncryptionScheme(NISTObjectIdentifiers.id_aes256_CBC, new DEROctetString(iv)));
    try {
      byte[] encrypted = crypt(Cipher.ENCRYPT_MODE, parameters, passphrase, pkcs8);
      return new EncryptedPrivateKeyInfo(
              new AlgorithmIdentifier(PKCSObjectIdentifiers.id_PBES2, parameters), encrypted)
          .getEncoded();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("every JDK has PBKDF2 and AES", e);
    }
  }

  /**
   * The PKCS#8 in the DER of an EncryptedPrivateKeyInfo. With a wrong passphrase one answer in
   * about 256 is bytes that are no key; the caller decodes them and finds out.
   *
   * @throws NoSuchAlgorithmException encrypted in another way, or not ASN.1
   * @throws GeneralSecurityException wrong passphrase, or damaged
   */
  static byte[] decrypt(byte[] der, Passphrase passphrase) throws GeneralSecurityException {
    EncryptedPrivateKeyInfo info;
    PBES2Parameters parameters;
    try {
      info = EncryptedPrivateKeyInfo.getInstance(der);
      if (!PKCSObjectIdentifiers.id_PBES2.equals(info.getEncryptionAlgorithm().getAlgorithm())) {
        throw new NoSuchAlgorithmException("not PBES2");
      }
      parameters = PBES2Parameters.getInstance(info.getEncryptionAlgorithm().getParameters());
    } catch (IllegalArgumentException e) {
      throw new NoSuchAlgorithmException("not the ASN.1 of an encrypted key", e);
    }
    return crypt(Cipher.DECRYPT_MODE, parameters, passphrase, info.getEncryptedData());
  }

  private static byte[] crypt(
      int mode, PBES2Parameters parameters, Passphrase passphrase, byte[] input)
      throws GeneralSecurityException {
    EncryptionScheme scheme = parameters.getEncryptionScheme();
    Integer keyLength = KEY_LENGTHS.get(scheme.getAlgorithm());
    KeyDerivationFunc derivation = parameters.getKeyDerivationFunc();
    if (keyLength == null
        || !PKCSObjectIdentifiers.id_PBKDF2.equals(derivation.getAlgorithm())
        || !(scheme.getParameters() instanceof ASN1OctetString iv)) {
      throw new NoSuchAlgorithmException("not PBKDF2 with AES-CBC");
    }
    byte[] key = derive(derivation, passphrase, keyLength);
    Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
    cipher.init(mode, new SecretKeySpec(key, "AES"), new IvParameterSpec(iv.getOctets()));
    return cipher.doFinal(input);
  }

  private static byte[] derive(KeyDerivationFunc derivation, Passphrase passphrase, int keyLength)
      throws GeneralSecurityException {
    PBKDF2Params parameters;
    try {
      parameters = PBKDF2Params.getInstance(derivation.getParameters());
    } catch (IllegalArgumentException e) {
      throw new NoSuchAlgorithmException("not the parameters of PBKDF2", e);
    }
    String prf = PRFS.get(parameters.getPrf().getAlgorithm());
    if (prf == null) {
      throw new NoSuchAlgorithmException("PBKDF2 with another function than HMAC-SHA");
    }
    if (parameters.getIterationCount().bitLength() > 31
        || parameters.getIterationCount().intValue() > MAX_ITERATIONS) {
      throw new InvalidKeyException("more than " + MAX_ITERATIONS + " iterations");
    }
    PBEKeySpec spec =
        new PBEKeySpec(
            passphrase.reveal().toCharArray(),
            parameters.getSalt(),
            parameters.getIterationCount().intValue(),
            keyLength * Byte.SIZE);
    return SecretKeyFactory.getInstance(prf).generateSecret(spec).getEncoded();
  }
}
