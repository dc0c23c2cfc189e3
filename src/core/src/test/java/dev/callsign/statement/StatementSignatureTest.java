package dev.callsign.statement;

import dev.callsign.report.Slug;
import dev.callsign.testing.StatementDraft;
import dev.callsign.testing.TestKeys;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Signatures that are not the domain key's. */
class StatementSignatureTest {

  /** The order of P-256 (FIPS 186-5, SP 800-186 §3.2.1.3). */
  private static final BigInteger N =
      new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

  private static final byte[] ZERO = new byte[32];
  private static final byte[] ORDER = Arrays.copyOfRange(N.toByteArray(), 1, 33);

  static Stream<Lie> ecdsa() {
    return Stream.of(
        es256("r and s are 0", bytes -> new byte[64]),
        es256("r is 0", bytes -> join(ZERO, s(bytes))),
        es256("s is 0", bytes -> join(r(bytes), ZERO)),
        es256("r and s are the order of the curve", bytes -> join(ORDER, ORDER)),
        es256("r is the order", bytes -> join(ORDER, s(bytes))),
        es256("s is the order", bytes -> join(r(bytes), ORDER)),
        es256("r and s are 1", bytes -> join(one(), one())),
        es256("r and s swapped", bytes -> join(s(bytes), r(bytes))),
        es256("all ones", bytes -> filled(64, (byte) 0xff)),
        es256("nothing", bytes -> new byte[0]),
        es256("a byte less", bytes -> Arrays.copyOf(bytes, 63)),
        es256("a byte more", bytes -> Arrays.copyOf(bytes, 65)),
        es256("a zero before", bytes -> join(new byte[1], bytes)),
        new Lie(
            "DER instead of r and s",
            Slug.STATEMENT_SIGNATURE,
            Alice.statement().signedAs("SHA256withECDSA").sign()),
        new Lie(
            "over SHA-512",
            Slug.STATEMENT_SIGNATURE,
            Alice.statement().signedAs("SHA512withECDSAinP1363Format").sign()),
        new Lie(
            "by another key on the same curve",
            Slug.STATEMENT_SIGNATURE,
            Alice.statement().key(TestKeys.p256().getPrivate()).sign()),
        new Lie(
            "by the key of the issuer",
            Slug.STATEMENT_SIGNATURE,
            Alice.statement().key(Alice.ISSUER.keys().getPrivate()).sign()));
  }

  static Stream<Lie> rsa() {
    return Stream.of(
        rsa("PS256", "RS256"),
        rsa("RS256", "PS256"),
        rsa("PS256", "PS256 without salt"),
        rsa("RS256", "SHA1withRSA"),
        rsa("RS256", "SHA512withRSA"),
        rs256("all zero", bytes -> new byte[256]),
        rs256("1", bytes -> join(new byte[255], new byte[] {1})),
        rs256("nothing", bytes -> new byte[0]),
        rs256("all ones, not below the modulus", bytes -> filled(256, (byte) 0xff)),
        rs256("a zero before", bytes -> join(new byte[1], bytes)),
        rs256("a byte less", bytes -> Arrays.copyOf(bytes, 255)),
        new Lie(
            "by another RSA key",
            Slug.STATEMENT_SIGNATURE,
            StatementDraft.of(Alice.CALLSIGN, "PS256", Alice.RSA)
                .key(TestKeys.rsa(2048, "mallory").getPrivate())
                .sign()));
  }

  /** One flipped bit in each byte of the signature. */
  static Stream<Lie> flippedBits() {
    return IntStream.range(0, 64)
        .mapToObj(
            i ->
                es256(
                    "a bit of byte " + i,
                    bytes -> {
                      byte[] flipped = bytes.clone();
                      flipped[i] ^= (byte) (1 << (i % 8));
                      return flipped;
                    }));
  }

  static Stream<Lie> otherContent() {
    String good = Alice.statement().sign();
    String other = Alice.statement().payload(p -> p.put("seq", 2)).sign();
    String thumbprint = Alice.statement().header(Statements::thumbprint).sign();
    return Stream.of(
        new Lie("another payload", Slug.STATEMENT_SIGNATURE, replacePart(good, 1, other)),
        new Lie("another header", Slug.STATEMENT_SIGNATURE, replacePart(good, 0, thumbprint)),
        new Lie("the signature of another", Slug.STATEMENT_SIGNATURE, replacePart(good, 2, other)),
        new Lie("no payload", Slug.STATEMENT_SIGNATURE, good.replaceFirst("\\..*\\.", "..")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"ecdsa", "rsa", "flippedBits", "otherContent"})
  void isNotTheSignatureOfTheLeaf(Lie lie) {
    lie.isFoundOut();
  }

  private static Lie es256(String why, UnaryOperator<byte[]> change) {
    return new Lie(why, Slug.STATEMENT_SIGNATURE, Alice.statement().signature(change).sign());
  }

  private static Lie rsa(String alg, String signedAs) {
    return new Lie(
        alg + " signed as " + signedAs,
        Slug.STATEMENT_SIGNATURE,
        StatementDraft.of(Alice.CALLSIGN, alg, Alice.RSA).signedAs(signedAs).sign());
  }

  private static Lie rs256(String why, UnaryOperator<byte[]> change) {
    return new Lie(
        "RS256: " + why,
        Slug.STATEMENT_SIGNATURE,
        StatementDraft.of(Alice.CALLSIGN, "RS256", Alice.RSA).signature(change).sign());
  }

  private static String replacePart(String compact, int part, String from) {
    String[] parts = compact.split("\\.", -1);
    parts[part] = from.split("\\.", -1)[part];
    return String.join(".", parts);
  }

  private static byte[] r(byte[] signature) {
    return Arrays.copyOf(signature, 32);
  }

  private static byte[] s(byte[] signature) {
    return Arrays.copyOfRange(signature, 32, 64);
  }

  private static byte[] one() {
    byte[] one = new byte[32];
    one[31] = 1;
    return one;
  }

  private static byte[] filled(int length, byte value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, value);
    return bytes;
  }

  private static byte[] join(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
