package dev.callsign.statement;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callsign.name.Callsign;
import dev.callsign.prekey.IdentityKeyPair;
import dev.callsign.prekey.ProofOfPossession;
import dev.callsign.report.Slug;
import dev.callsign.testing.StatementDraft;
import java.util.HexFormat;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Devices that a statement must not list, though the domain key signed it. */
class DeviceTest {

  private static final Callsign BOB = Alice.callsign("bob.example");
  private static final IdentityKeyPair KEY = StatementDraft.identity(1);

  static Stream<Lie> devices() {
    return Stream.of(
        malformed("no devices", p -> p.remove("devices")),
        malformed("0 devices", p -> p.putArray("devices")),
        malformed("7 devices", p -> Statements.devices(p, 7)),
        malformed("devices is an object", p -> p.putObject("devices")),
        malformed("a device is a number", p -> p.putArray("devices").add(1)),
        malformed("two devices of one id", p -> twoDevices(p, 1, 2, 1, 3)),
        device("id 0", d -> d.put("id", 0)),
        device("id 128", d -> d.put("id", 128)),
        device("id is a string", d -> d.put("id", "1")),
        device("id is a fraction", d -> d.put("id", 1.0)),
        device("id 2^32 + 1", d -> d.put("id", (1L << 32) + 1)),
        device("no id", d -> d.remove("id")),
        device("registration id 0", d -> d.put("registration_id", 0)),
        device("registration id 16384", d -> d.put("registration_id", 16384)),
        device("no registration id", d -> d.remove("registration_id")),
        device("a name of 65 characters", d -> d.put("name", "n".repeat(65))),
        device("a name that is a number", d -> d.put("name", 1)),
        device("a name that is null", d -> d.putNull("name")),
        device("a name with NUL", d -> d.put("name", "pho\0ne")),
        device("a name with a line break", d -> d.put("name", "pho\nne")),
        device("a name with an escape sequence", d -> d.put("name", "\u001b[2Jphone")),
        text("a name with half a character", t -> t.replace("\"phone\"", "\"\\ud83d\"")),
        device("no added_at", d -> d.remove("added_at")),
        device("added_at -1", d -> d.put("added_at", -1)),
        device("added_at is a date", d -> d.put("added_at", "2026-05-28")),
        device("no identity key", d -> d.remove("identity_key")),
        device("identity key is a number", d -> d.put("identity_key", 5)),
        device("no proof", d -> d.remove("proof")));
  }

  static Stream<Lie> identityKeys() {
    String key = KEY.identityKey().toBase64Url();
    return Stream.of(
        identityKey("nothing", ""),
        identityKey(
            "32 bytes, without the type", Statements.base64Url(KEY.identityKey().uCoordinate())),
        identityKey("34 bytes", key + "AA"),
        identityKey("another type", "C" + key.substring(1)),
        identityKey("in base64 with padding", key + "="),
        identityKey("with a line break", key + "\n"),
        identityKey("u = 0", hexKey("00".repeat(32))),
        identityKey("u = 1", hexKey("01" + "00".repeat(31))),
        identityKey("u = p - 1", hexKey("ec" + "ff".repeat(30) + "7f")),
        identityKey(
            "order 8", hexKey("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800")),
        identityKey("u = p", hexKey("ed" + "ff".repeat(30) + "7f")),
        identityKey("u with bit 255", hexKey("09" + "00".repeat(30) + "80")),
        new Lie(
            "two devices with one key",
            Slug.STATEMENT_DEVICE_KEY,
            Alice.statement().payload(p -> twoDevices(p, 1, 2, 2, 2)).sign()));
  }

  static Stream<Lie> proofs() {
    String proof = KEY.sign(message(Alice.CALLSIGN, 1, 4242)).toBase64Url();
    return Stream.of(
        proof("nothing", ""),
        proof("63 bytes", proof.substring(0, 84)),
        proof("65 bytes", proof + "A"),
        proof("with padding", proof + "=="),
        proof("all zero", "A".repeat(86)),
        proof("a bit of it flipped", (proof.startsWith("A") ? "B" : "A") + proof.substring(1)),
        proof("for another callsign", KEY.sign(message(BOB, 1, 4242)).toBase64Url()),
        proof("for another id", KEY.sign(message(Alice.CALLSIGN, 2, 4242)).toBase64Url()),
        proof(
            "for another registration id",
            KEY.sign(message(Alice.CALLSIGN, 1, 4243)).toBase64Url()),
        proof(
            "by another key",
            StatementDraft.identity(2).sign(message(Alice.CALLSIGN, 1, 4242)).toBase64Url()),
        new Lie(
            "another person's key under his own name",
            Slug.STATEMENT_PROOF,
            Alice.statement()
                .payload(p -> p.putArray("devices").add(StatementDraft.device(BOB, 1, 4242, KEY)))
                .sign()),
        new Lie(
            "the second of two devices",
            Slug.STATEMENT_PROOF,
            Alice.statement()
                .payload(p -> Statements.devices(p, 2))
                .payload(
                    p ->
                        ((ObjectNode) p.required("devices").required(1))
                            .put(
                                "proof",
                                p.required("devices").required(0).required("proof").asText()))
                .sign()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"devices", "identityKeys", "proofs"})
  void isRefused(Lie lie) {
    lie.isFoundOut();
  }

  private static Lie text(String why, UnaryOperator<String> change) {
    return new Lie(why, Slug.STATEMENT_MALFORMED, Alice.statement().payloadText(change).sign());
  }

  private static Lie malformed(String why, Consumer<ObjectNode> change) {
    return new Lie(why, Slug.STATEMENT_MALFORMED, Alice.statement().payload(change).sign());
  }

  private static Lie device(String why, Consumer<ObjectNode> change) {
    return new Lie(why, Slug.STATEMENT_MALFORMED, Alice.statement().device(change).sign());
  }

  private static Lie identityKey(String why, String encoded) {
    return new Lie(
        "identity key: " + why,
        Slug.STATEMENT_DEVICE_KEY,
        Alice.statement().device(d -> d.put("identity_key", encoded)).sign());
  }

  private static Lie proof(String why, String encoded) {
    return new Lie(
        "proof: " + why,
        Slug.STATEMENT_PROOF,
        Alice.statement().device(d -> d.put("proof", encoded)).sign());
  }

  private static byte[] message(Callsign callsign, int id, int registrationId) {
    return ProofOfPossession.message(callsign.aLabel(), id, registrationId, KEY.identityKey());
  }

  private static void twoDevices(ObjectNode payload, int id1, int key1, int id2, int key2) {
    payload
        .putArray("devices")
        .add(StatementDraft.device(Alice.CALLSIGN, id1, 1, StatementDraft.identity(key1)))
        .add(StatementDraft.device(Alice.CALLSIGN, id2, 2, StatementDraft.identity(key2)));
  }

  private static String hexKey(String u) {
    return Statements.base64Url(HexFormat.of().parseHex("05" + u));
  }
}
