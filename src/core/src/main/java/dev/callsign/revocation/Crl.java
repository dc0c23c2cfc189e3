package dev.callsign.revocation;

import com.google.common.collect.ImmutableMap;
import dev.callsign.report.MalformedException;
import dev.callsign.x509.Fingerprint;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * A certificate revocation list (RFC 5280 §5) that parses, and says nothing about who is behind it:
 * {@link RevocationVerifier} does.
 *
 * <p>Backed by its bytes. Beside them it takes some hundred bytes, however many entries there are:
 * a search goes through all of them, which takes some 40 ms for half a million. Immutable, safe for
 * concurrent use.
 */
public final class Crl {

  /** Bytes of the largest list: about half a million entries. */
  public static final int MAX_BYTES = 20 * 1024 * 1024;

  /** Octets of the longest name of an issuer, and of the longest algorithm identifier. */
  private static final int MAX_NAME_OCTETS = 8 * 1024;

  private static final int MAX_ALGORITHM_OCTETS = 64;

  private static final int VERSION_2 = 1;
  private static final int EXTENSIONS = Der.CONTEXT_CONSTRUCTED;

  /** AlgorithmIdentifier in hex to its name in the JDK: those that the step chain allows. */
  private static final ImmutableMap<String, String> ALGORITHMS =
      ImmutableMap.of(
          "300d06092a864886f70d01010b0500", "SHA256withRSA",
          "300b06092a864886f70d01010b", "SHA256withRSA",
          "300a06082a8648ce3d040302", "SHA256withECDSA",
          "300a06082a8648ce3d040303", "SHA384withECDSA");

  private final byte[] der;
  private final Der signed;
  private final String algorithm;
  private final byte[] signature;
  private final X500Principal issuer;
  private final Instant thisUpdate;
  private final @Nullable Instant nextUpdate;
  private final @Nullable Der revoked;
  private final int size;
  private final CrlExtensions extensions;

  private volatile @Nullable String sha256;

  /** The key that the signature was last seen to verify under: nobody computes that twice. */
  private volatile @Nullable PublicKey signer;

  private Crl(byte[] der) throws MalformedException {
    if (der.length > MAX_BYTES) {
      throw Der.malformed("a list has at most 20 MiB");
    }
    this.der = der;
    Der file = new Der(der);
    Der list = file.read(Der.SEQUENCE);
    file.end();
    this.signed = list.readWhole(Der.SEQUENCE, MAX_BYTES);
    byte[] outerAlgorithm = list.readWhole(Der.SEQUENCE, MAX_ALGORITHM_OCTETS).octets();
    Der bits = list.read(Der.BIT_STRING);
    list.end();
    this.signature = signature(bits);
    Der fields = signed.again().read(Der.SEQUENCE);
    boolean isVersion2 = fields.hasNext(Der.INTEGER);
    if (isVersion2 && !isVersion2(fields.readInteger())) {
      throw Der.malformed("a list has version 2");
    }
    if (!fields.readWhole(Der.SEQUENCE, MAX_ALGORITHM_OCTETS).holds(outerAlgorithm)) {
      throw Der.malformed("the two signature algorithms differ");
    }
    this.algorithm = HexFormat.of().formatHex(outerAlgorithm);
    this.issuer = issuer(fields.readWhole(Der.SEQUENCE, MAX_NAME_OCTETS).octets());
    this.thisUpdate = DerTime.read(fields);
    this.nextUpdate = DerTime.follows(fields) ? DerTime.read(fields) : null;
    this.revoked = fields.hasNext(Der.SEQUENCE) ? fields.read() : null;
    CrlExtensions read = CrlExtensions.NONE;
    if (isVersion2 && fields.hasNext(EXTENSIONS)) {
      Der explicit = fields.read();
      read = CrlExtensions.read(explicit.read(Der.SEQUENCE));
      explicit.end();
    }
    fields.end();
    int entries = 0;
    for (Der rest = entries(); rest.hasNext(); entries++) {
      Optional<String> unusable = CrlEntry.read(rest).unusable();
      if (unusable.isPresent() && read.unusable().isEmpty()) {
        read = read.withUnusable(unusable.get());
      }
    }
    this.size = entries;
    this.extensions = read;
  }

  /**
   * Decodes a list in DER; every entry is looked at, the signature is not.
   *
   * @param der at most {@value #MAX_BYTES} bytes; not copied, so the caller gives them up
   * @throws MalformedException {@code crl-scope}: not exactly one list
   */
  public static Crl decode(byte[] der) throws MalformedException {
    return new Crl(der);
  }

  /** The list in DER, a copy. */
  public byte[] encode() {
    return der.clone();
  }

  /** Bytes of the list. */
  public int length() {
    return der.length;
  }

  /** SHA-256 of the list in DER, base64url without padding; computed once. */
  public String sha256() {
    String known = sha256;
    if (known == null) {
      known = Fingerprint.sha256Base64Url(der);
      sha256 = known;
    }
    return known;
  }

  /** Entries of the list. */
  public int size() {
    return size;
  }

  /** When the list was made, as its issuer says. */
  public Instant thisUpdate() {
    return thisUpdate;
  }

  /** From when on the list is too old to be used; empty when its issuer does not say. */
  public Optional<Instant> nextUpdate() {
    return Optional.ofNullable(nextUpdate);
  }

  /** The CRLNumber, which rises from list to list; empty when the list has none. */
  public Optional<BigInteger> number() {
    return Optional.ofNullable(extensions.number());
  }

  X500Principal issuer() {
    return issuer;
  }

  CrlExtensions extensions() {
    return extensions;
  }

  /** The entry of the certificate with this serial number. */
  Optional<CrlEntry> find(BigInteger serial) {
    byte[] wanted = serial.toByteArray();
    try {
      for (Der rest = entries(); rest.hasNext(); ) {
        CrlEntry entry = CrlEntry.read(rest);
        if (entry.serial().holds(wanted)) {
          return Optional.of(entry);
        }
      }
      return Optional.empty();
    } catch (MalformedException e) {
      throw new IllegalStateException("every entry was read when the list was decoded", e);
    }
  }

  /** Which of these serial numbers have an entry; goes through the list once. */
  public Set<BigInteger> among(Set<BigInteger> serials) {
    Set<BigInteger> found = new HashSet<>();
    try {
      for (Der rest = entries(); rest.hasNext(); ) {
        BigInteger serial = new BigInteger(CrlEntry.read(rest).serial().octets());
        if (serials.contains(serial)) {
          found.add(serial);
        }
      }
      return found;
    } catch (MalformedException e) {
      throw new IllegalStateException("every entry was read when the list was decoded", e);
    }
  }

  /** Whether the signature is of an allowed algorithm and verifies under {@code key}. */
  boolean isSignedBy(PublicKey key) {
    String name = ALGORITHMS.get(algorithm);
    if (name == null) {
      return false;
    }
    if (key.equals(signer)) {
      return true;
    }
    try {
      Signature verifier = Signature.getInstance(name);
      verifier.initVerify(key);
      signed.update(verifier);
      boolean verified = verifier.verify(signature);
      if (verified) {
        signer = key;
      }
      return verified;
    } catch (GeneralSecurityException e) { // a key of another kind, or no signature at all
      return false;
    }
  }

  private Der entries() {
    return revoked == null ? new Der(new byte[0]) : revoked.again();
  }

  private static boolean isVersion2(Der version) {
    return version.holds(new byte[] {VERSION_2});
  }

  private static byte[] signature(Der bits) throws MalformedException {
    byte[] octets = bits.octets();
    if (octets.length == 0 || octets[0] != 0) {
      throw Der.malformed("the signature is not of whole octets");
    }
    return Arrays.copyOfRange(octets, 1, octets.length);
  }

  private static X500Principal issuer(byte[] name) throws MalformedException {
    try {
      return new X500Principal(name);
    } catch (IllegalArgumentException e) {
      throw Der.malformed("the name of the issuer does not parse");
    }
  }
}
