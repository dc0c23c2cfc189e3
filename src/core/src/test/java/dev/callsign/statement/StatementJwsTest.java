package dev.callsign.statement;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callsign.report.Slug;
import dev.callsign.testing.StatementDraft;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The form of a statement and its header: what is refused before any signature is checked. */
class StatementJwsTest {

  private static final String GOOD = Alice.statement().sign();
  private static final String HEADER = GOOD.substring(0, GOOD.indexOf('.'));
  private static final String PAYLOAD =
      GOOD.substring(GOOD.indexOf('.') + 1, GOOD.lastIndexOf('.'));
  private static final String SIGNATURE = GOOD.substring(GOOD.lastIndexOf('.') + 1);
  private static final byte[] LEAF_DER = Alice.P256.chain().encode().getFirst();

  static Stream<Lie> forms() {
    return Stream.of(
        form("nothing", ""),
        form("a sentence", "hello"),
        form("two parts", HEADER + "." + PAYLOAD),
        form("four parts", GOOD + "." + SIGNATURE),
        form("five parts, as a JWE", GOOD + ".." + SIGNATURE),
        form(
            "flattened JSON serialization",
            "{\"protected\":\"%s\",\"payload\":\"%s\",\"signature\":\"%s\"}"
                .formatted(HEADER, PAYLOAD, SIGNATURE)),
        form("line break behind", GOOD + "\n"),
        form("space before", " " + GOOD),
        form("line break inside", HEADER + "\n." + PAYLOAD + "." + SIGNATURE),
        form("byte order mark", "\ufeff" + GOOD),
        form("padded header", HEADER + "=." + PAYLOAD + "." + SIGNATURE),
        form("padded signature", GOOD + "=="),
        form("trailing bits in the signature", withLastChar(GOOD, SIGNATURE)),
        form("a letter of another alphabet", HEADER + "+." + PAYLOAD + "." + SIGNATURE),
        form("a letter that is not ASCII", HEADER + "é." + PAYLOAD + "." + SIGNATURE),
        form("16 KiB and a byte", ofLength(StatementJws.MAX_BYTES + 1)),
        form("a megabyte", "e".repeat(1 << 20)));
  }

  private static Lie form(String why, String compact) {
    return new Lie(why, Slug.STATEMENT_MALFORMED, compact);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void forms(Lie lie) {
    lie.isFoundOut();
  }

  @Test
  void takesAStatementOfExactly16KiB() {
    assertThat(ofLength(StatementJws.MAX_BYTES)).hasSize(16_384);
    Alice.believed(Alice.verify(ofLength(StatementJws.MAX_BYTES)));
  }

  static Stream<Lie> headers() {
    return Stream.of(
        header("jwk: a key of his own", h -> h.putObject("jwk").put("kty", "EC")),
        header("jku: a key from his server", h -> h.put("jku", "https://alice.example/jwks")),
        header("x5u: a chain from his server", h -> h.put("x5u", "https://alice.example/chain")),
        header("x5t: SHA-1 of the leaf", h -> h.put("x5t", "AAAA")),
        header("kid", h -> h.put("kid", "1")),
        header("crit", h -> h.putArray("crit").add("exp")),
        header("b64", h -> h.put("b64", true)),
        header("zip", h -> h.put("zip", "DEF")),
        header("nonce, as in an ACME request", h -> h.put("nonce", "AAAA")),
        header("url, as in an ACME request", h -> h.put("url", "https://ca.example/revoke")),
        header("cty", h -> h.put("cty", "JWT")),
        header("a member nobody knows", h -> h.put("foo", 1)),
        header("no typ", h -> h.remove("typ")),
        header("another typ", h -> h.put("typ", "JWT")),
        header("typ of a signed request", h -> h.put("typ", "callsign-request+jws")),
        header("typ in upper case", h -> h.put("typ", "CALLSIGN-STATEMENT+JWT")),
        header("typ as media type", h -> h.put("typ", "application/callsign-statement+jwt")),
        header("typ is a number", h -> h.put("typ", 1)),
        header("typ is null", h -> h.putNull("typ")),
        header("no alg", h -> h.remove("alg")),
        header("alg is an array", h -> h.putArray("alg").add("ES256")),
        header("thumbprint of the issuer", h -> h.put("x5t#S256", issuerThumbprint())),
        header("thumbprint with padding", h -> h.put("x5t#S256", leafThumbprint() + "=")),
        header("thumbprint is empty", h -> h.put("x5t#S256", "")),
        header("thumbprint is null", h -> h.putNull("x5t#S256")));
  }

  static Stream<Lie> chains() {
    String leaf = base64(LEAF_DER);
    return Stream.of(
        header("no x5c", h -> h.remove("x5c")),
        header("x5c is a string", h -> h.put("x5c", leaf)),
        chain("no certificate", List.of()),
        chain("the leaf alone", List.of(leaf)),
        chain("seven certificates", Collections.nCopies(7, leaf)),
        chain("not base64", List.of("%%%%", leaf)),
        chain("base64url", List.of(leaf.replace('+', '-').replace('/', '_') + "-_==", leaf)),
        chain(
            "white space in base64",
            List.of(leaf.substring(0, 64) + "\n" + leaf.substring(64), leaf)),
        chain("an empty string", List.of("", leaf)),
        chain("base64 of no certificate", List.of("AAAA", leaf)),
        chain(
            "PEM",
            List.of(base64(Alice.P256.chain().toPem().getBytes(StandardCharsets.US_ASCII)), leaf)),
        chain(
            "a byte behind the leaf",
            List.of(base64(Arrays.copyOf(LEAF_DER, LEAF_DER.length + 1)), leaf)),
        chain(
            "a byte missing", List.of(base64(Arrays.copyOf(LEAF_DER, LEAF_DER.length - 1)), leaf)),
        header("a number in x5c", h -> ((ArrayNode) h.required("x5c")).add(7)),
        header("null in x5c", h -> ((ArrayNode) h.required("x5c")).addNull()));
  }

  static Stream<Lie> headerTexts() {
    return Stream.of(
        headerText("nothing", text -> ""),
        new Lie("nothing anywhere", Slug.STATEMENT_HEADER, ".."),
        headerText("typ twice", text -> "{\"typ\":\"JWT\"," + text.substring(1)),
        headerText("alg twice, the same", text -> "{\"alg\":\"ES256\"," + text.substring(1)),
        headerText("x5c twice", text -> "{\"x5c\":[]," + text.substring(1)),
        headerText(
            "alg twice, once escaped", text -> "{\"\\u0061lg\":\"ES256\"," + text.substring(1)),
        headerText("an array", text -> "[" + text + "]"),
        headerText("null", text -> "null"),
        headerText("no JSON", text -> text.substring(1)),
        headerText("two objects", text -> text + text),
        headerText("a letter behind it", text -> text + "x"),
        headerText("a comment", text -> "/* */" + text),
        headerText("single quotes", text -> text.replace('"', '\'')),
        headerText("a comma too many", text -> text.substring(0, text.length() - 1) + ",}"),
        headerText("byte order mark", text -> "\ufeff" + text),
        headerText("a thousand brackets", text -> "{\"typ\":" + "[".repeat(2000) + "}"));
  }

  static Stream<Lie> algorithms() {
    return Stream.of(
        algorithm("none"),
        algorithm(""),
        algorithm("HS256"),
        algorithm("ES512"),
        algorithm("ES256K"),
        algorithm("PS384"),
        algorithm("RS512"),
        algorithm("EdDSA"),
        algorithm("es256"),
        algorithm("ES384"), // of the list, but not for a key on P-256
        algorithm("RS256"),
        algorithm("PS256"),
        new Lie(
            "ES256 for a key on P-384",
            Slug.STATEMENT_ALGORITHM,
            StatementDraft.of(Alice.CALLSIGN, "ES384", Alice.P384)
                .header(h -> h.put("alg", "ES256"))
                .sign()),
        new Lie(
            "ES256 for an RSA key",
            Slug.STATEMENT_ALGORITHM,
            StatementDraft.of(Alice.CALLSIGN, "RS256", Alice.RSA)
                .header(h -> h.put("alg", "ES256"))
                .sign()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"headers", "chains", "headerTexts", "algorithms"})
  void isRefusedForItsHeader(Lie lie) {
    lie.isFoundOut();
  }

  @Test
  void refusesAHeaderThatIsNotUtf8() {
    byte[] latin1 = {'{', '"', (byte) 0xe9, '"', ':', '1', '}'};
    String compact = Statements.base64Url(latin1) + "." + PAYLOAD + "." + SIGNATURE;

    new Lie("not UTF-8", Slug.STATEMENT_HEADER, compact).isFoundOut();
  }

  @Test
  void refusesAHeaderInUtf16() {
    byte[] utf16 = "{\"alg\":\"ES256\"}".getBytes(StandardCharsets.UTF_16BE);
    String compact = Statements.base64Url(utf16) + "." + PAYLOAD + "." + SIGNATURE;

    new Lie("UTF-16", Slug.STATEMENT_HEADER, compact).isFoundOut();
  }

  private static Lie header(String why, Consumer<ObjectNode> change) {
    return new Lie(why, Slug.STATEMENT_HEADER, Alice.statement().header(change).sign());
  }

  private static Lie headerText(String why, UnaryOperator<String> change) {
    return new Lie(why, Slug.STATEMENT_HEADER, Alice.statement().headerText(change).sign());
  }

  private static Lie chain(String why, List<String> x5c) {
    return header(why, h -> x5c.forEach(h.putArray("x5c")::add));
  }

  private static Lie algorithm(String alg) {
    return new Lie(
        "alg '" + alg + "'",
        Slug.STATEMENT_ALGORITHM,
        Alice.statement().header(h -> h.put("alg", alg)).sign());
  }

  /** A true statement of this many characters: an unknown member and white space fill it up. */
  private static String ofLength(int length) {
    for (int spaces = 0; spaces < 3; spaces++) { // no base64url has 4n + 1 characters
      int missing = (length - filled("", spaces).length()) * 3 / 4;
      for (int filler = missing - 2; filler <= missing + 2; filler++) {
        String compact = filled("x".repeat(filler), spaces);
        if (compact.length() == length) {
          return compact;
        }
      }
    }
    throw new AssertionError("no statement of " + length + " characters");
  }

  private static String filled(String filler, int spaces) {
    return Alice.statement()
        .payload(p -> p.put("filler", filler))
        .headerText(text -> text + " ".repeat(spaces))
        .sign();
  }

  private static String withLastChar(String compact, String signature) {
    // 64 bytes end in a character of which four bits are unused: A, Q, g or w. B has one of them
    // set.
    char last = signature.charAt(signature.length() - 1);
    return compact.substring(0, compact.length() - 1) + (char) (last + 1);
  }

  private static String leafThumbprint() {
    return Statements.thumbprint(Alice.P256.certificate());
  }

  private static String issuerThumbprint() {
    return Statements.thumbprint(Alice.ISSUER.certificate());
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
