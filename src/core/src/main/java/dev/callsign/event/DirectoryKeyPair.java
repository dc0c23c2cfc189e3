package dev.callsign.event;

import dev.callsign.report.MalformedException;
import dev.callsign.report.Slug;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * The key that a directory signs its events with: Ed25519 (RFC 8032 §5.1). It is the directory's
 * own and signs nothing else; it vouches for no callsign.
 *
 * <p>Immutable; safe for concurrent use.
 */
public final class DirectoryKeyPair {

  /** Bytes of the private key (RFC 8032 §5.1.5). */
  public static final int SEED_LENGTH_BYTES = 32;

  /** Characters in a line of PEM (RFC 7468 §2). */
  private static final int PEM_LINE_CHARS = 64;

  private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String END = "-----END PRIVATE KEY-----";
  private static final Pattern PEM = Pattern.compile(BEGIN + "([^-]*)" + END);

  private final byte[] seed;
  private final DirectoryKey key;

  private DirectoryKeyPair(byte[] seed) {
    this.seed = seed;
    this.key = DirectoryKey.ofPrivate(seed);
  }

  /** Makes a new key pair from {@value #SEED_LENGTH_BYTES} bytes of {@code random}. */
  public static DirectoryKeyPair generate(SecureRandom random) {
    byte[] seed = new byte[SEED_LENGTH_BYTES];
    random.nextBytes(seed);
    return fromSeed(seed);
  }

  /** The key pair of a private key of {@value #SEED_LENGTH_BYTES} bytes. */
  static DirectoryKeyPair fromSeed(byte[] seed) {
    return new DirectoryKeyPair(Arrays.copyOf(seed, SEED_LENGTH_BYTES));
  }

  /**
   * Decodes a private key in PKCS#8 (RFC 8410 §7).
   *
   * @throws MalformedException {@code bad-directory-key}: not the PKCS#8 of an Ed25519 key
   */
  public static DirectoryKeyPair decode(byte[] pkcs8) throws MalformedException {
    try {
      PrivateKey key =
          KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      return fromSeed(((EdECPrivateKey) key).getBytes().orElseThrow());
    } catch (GeneralSecurityException e) {
      throw malformed("not an Ed25519 private key in PKCS#8");
    }
  }

  /**
   * Parses the first private key in PEM text (RFC 7468 §10); whatever stands around it is passed
   * over.
   *
   * @throws MalformedException as {@link #decode}, also where there is none or it is encrypted
   */
  public static DirectoryKeyPair parsePem(String pem) throws MalformedException {
    Matcher matcher = PEM.matcher(pem);
    if (!matcher.find()) {
      throw malformed("no private key in PEM that is not encrypted (" + BEGIN + ")");
    }
    try {
      return decode(Base64.getDecoder().decode(matcher.group(1).replaceAll("\\s", "")));
    } catch (IllegalArgumentException e) {
      throw malformed("the PEM block is not base64");
    }
  }

  /** The private key as PKCS#8 DER. Secret. */
  public byte[] encode() {
    try {
      return KeyFactory.getInstance("Ed25519")
          .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed))
          .getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK since 15 has Ed25519", e);
    }
  }

  /** The private key as PKCS#8 in PEM, with a final line break. Secret. */
  public String toPem() {
    Base64.Encoder base64 =
        Base64.getMimeEncoder(PEM_LINE_CHARS, "\n".getBytes(StandardCharsets.US_ASCII));
    return BEGIN + "\n" + base64.encodeToString(encode()) + "\n" + END + "\n";
  }

  /** The public half. */
  public DirectoryKey key() {
    return key;
  }

  /** Signs exactly {@code message}: {@value DirectoryKey#SIGNATURE_BYTES} bytes. */
  byte[] sign(byte[] message) {
    byte[] signature = new byte[DirectoryKey.SIGNATURE_BYTES];
    Ed25519.sign(seed, 0, message, 0, message.length, signature, 0);
    return signature;
  }

  /** Names the public half only. */
  @Override
  public String toString() {
    return "DirectoryKeyPair[" + key + "]";
  }

  private static MalformedException malformed(String detail) {
    return new MalformedException(Slug.BAD_DIRECTORY_KEY, detail);
  }
}
