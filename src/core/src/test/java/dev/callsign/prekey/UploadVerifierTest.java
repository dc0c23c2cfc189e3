package dev.callsign.prekey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callsign.report.Slug;
import dev.callsign.testing.Prekeys;
import dev.callsign.testing.StatementDraft;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Uploads, good in every way until one thing is changed. */
class UploadVerifierTest {

  private static final IdentityKeyPair DEVICE = StatementDraft.identity(1);
  private static final IdentityKeyPair OTHER = StatementDraft.identity(2);

  private static final String ORDER_8 =
      "05e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800";

  /** An upload with one bad key: which, and why. */
  record Fault(
      String why, Consumer<ObjectNode> change, String member, @Nullable Integer keyId, Slug slug) {

    @Override
    public String toString() {
      return why;
    }
  }

  static Stream<Fault> faults() {
    return Stream.of(
        signed("signed prekey of 32 bytes", k -> key(k, new byte[32]), Slug.PREKEY_MALFORMED),
        signed("signed prekey is a Kyber key", k -> key(k, kyber(7)), Slug.PREKEY_MALFORMED),
        signed("signed prekey not canonical", k -> hex(k, notCanonical()), Slug.PREKEY_MALFORMED),
        signed("signed prekey of small order", k -> hex(k, ORDER_8), Slug.PREKEY_SMALL_ORDER),
        signed("signed prekey 0", k -> hex(k, "05" + "00".repeat(32)), Slug.PREKEY_SMALL_ORDER),
        signed("signed prekey not base64", k -> k.put("public_key", "!"), Slug.PREKEY_MALFORMED),
        signed(
            "signed prekey in base64url", k -> k.put("public_key", "_-_-"), Slug.PREKEY_MALFORMED),
        signed("signed prekey a number", k -> k.put("public_key", 7), Slug.PREKEY_MALFORMED),
        signed("signed prekey missing", k -> k.remove("public_key"), Slug.PREKEY_MALFORMED),
        signed("no signature", k -> k.remove("signature"), Slug.PREKEY_MALFORMED),
        signed("signature is null", k -> k.putNull("signature"), Slug.PREKEY_MALFORMED),
        signed("signature of 63 bytes", k -> signature(k, new byte[63]), Slug.PREKEY_MALFORMED),
        signed("signature of zeros", k -> signature(k, new byte[64]), Slug.PREKEY_SIGNATURE),
        signed("signature by another device", k -> resign(k, OTHER), Slug.PREKEY_SIGNATURE),
        signed(
            "signature over the key without its type",
            k -> sign(k, Prekeys.curve(22).publicKey().uCoordinate()),
            Slug.PREKEY_SIGNATURE),
        signed(
            "signature over another key",
            k -> sign(k, Prekeys.curve(23).publicKey().encode()),
            Slug.PREKEY_SIGNATURE),
        new Fault(
            "another key under the signature",
            u -> key(at(u, "signed_prekey"), Prekeys.curve(23).publicKey().encode()),
            "signed_prekey",
            22,
            Slug.PREKEY_SIGNATURE),
        new Fault(
            "the other sign of the Edwards key",
            UploadVerifierTest::flipSign,
            "signed_prekey",
            22,
            Slug.PREKEY_SIGNATURE),
        id("id negative", "signed_prekey", -1),
        id("id 2^31", "signed_prekey", 1L << 31),
        id("id 2^32", "signed_prekey", 1L << 32),
        new Fault(
            "id as text",
            u -> at(u, "signed_prekey").put("key_id", "22"),
            "signed_prekey",
            null,
            Slug.PREKEY_MALFORMED),
        new Fault(
            "id as fraction",
            u -> at(u, "signed_prekey").put("key_id", 22.0),
            "signed_prekey",
            null,
            Slug.PREKEY_MALFORMED),
        new Fault(
            "no id",
            u -> at(u, "signed_prekey").remove("key_id"),
            "signed_prekey",
            null,
            Slug.PREKEY_MALFORMED),
        lastResort("last resort of 1568 bytes", k -> key(k, new byte[1568]), Slug.PREKEY_MALFORMED),
        lastResort("last resort is a curve key", k -> hex(k, ORDER_8), Slug.PREKEY_MALFORMED),
        lastResort(
            "last resort beyond the modulus",
            k -> key(k, Prekeys.kyberBytes(7, 1023, 3329)),
            Slug.PREKEY_MODULUS),
        lastResort("last resort by another device", k -> resign(k, OTHER), Slug.PREKEY_SIGNATURE),
        lastResort(
            "last resort without a signature", k -> k.remove("signature"), Slug.PREKEY_MALFORMED),
        oneTime("one-time of small order", k -> hex(k, ORDER_8), Slug.PREKEY_SMALL_ORDER),
        oneTime("one-time of 34 bytes", k -> key(k, new byte[34]), Slug.PREKEY_MALFORMED),
        oneTime("one-time signed by another device", k -> resign(k, OTHER), Slug.PREKEY_SIGNATURE),
        oneTime(
            "one-time with an empty signature", k -> k.put("signature", ""), Slug.PREKEY_MALFORMED),
        pqOneTime(
            "post-quantum one-time beyond the modulus",
            k -> key(k, Prekeys.kyberBytes(7, 0, 3329)),
            Slug.PREKEY_MODULUS),
        pqOneTime(
            "post-quantum one-time without a signature",
            k -> k.remove("signature"),
            Slug.PREKEY_MALFORMED),
        pqOneTime(
            "post-quantum one-time by another device",
            k -> resign(k, OTHER),
            Slug.PREKEY_SIGNATURE),
        new Fault(
            "an id twice among one-time prekeys",
            u -> at(u, "one_time_prekeys", 1).put("key_id", 31),
            "one_time_prekeys[1]",
            31,
            Slug.PREKEY_MALFORMED),
        new Fault(
            "an id twice among post-quantum one-time prekeys",
            u -> at(u, "pq_one_time_prekeys", 1).put("key_id", 41),
            "pq_one_time_prekeys[1]",
            41,
            Slug.PREKEY_MALFORMED),
        new Fault(
            "a post-quantum one-time prekey with the id of last resort",
            u -> at(u, "pq_one_time_prekeys", 0).put("key_id", 3),
            "pq_one_time_prekeys[0]",
            3,
            Slug.PREKEY_MALFORMED),
        new Fault(
            "the same key twice",
            u -> ((ArrayNode) u.required("one_time_prekeys")).add(at(u, "one_time_prekeys", 0)),
            "one_time_prekeys[2]",
            31,
            Slug.PREKEY_MALFORMED));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void faults(Fault fault) {
    ObjectNode upload = good().toJson();
    fault.change().accept(upload);

    List<PrekeyFault> faults = refused(upload.toString());

    assertThat(faults).hasSize(1);
    assertThat(faults.getFirst().member()).isEqualTo(fault.member());
    assertThat(faults.getFirst().keyId()).isEqualTo(fault.keyId());
    assertThat(faults.getFirst().slug()).isEqualTo(fault.slug());
    assertThat(faults.getFirst().detail()).isNotBlank();
  }

  /** Something that is no upload. */
  record Text(String why, String json) {
    @Override
    public String toString() {
      return why;
    }
  }

  static Stream<Text> unreadable() {
    String good = good().toJson().toString();
    return Stream.of(
        new Text("nothing", ""),
        new Text("null", "null"),
        new Text("a list", "[" + good + "]"),
        new Text("no key", "{}"),
        new Text("no key, and nothing replaced", "{\"replace\":false}"),
        new Text("empty lists", "{\"one_time_prekeys\":[],\"pq_one_time_prekeys\":[]}"),
        new Text("something behind it", good + "{}"),
        new Text("a member twice", "{\"replace\":true," + good.substring(1) + "}"),
        new Text("a member of a key twice", good.replaceFirst("\"key_id\":22", "$0,\"key_id\":22")),
        changed("a misspelt member", u -> u.set("one_time_prekey", u.remove("one_time_prekeys"))),
        changed("an upper-case member", u -> u.put("Replace", true)),
        changed("a list that is none", u -> u.put("one_time_prekeys", 1)),
        changed("a list that is null", u -> u.putNull("pq_one_time_prekeys")),
        changed("a key that is null", u -> u.putNull("signed_prekey")),
        changed("a key that is a list", u -> u.putArray("signed_prekey")),
        changed("a key in a list that is text", u -> u.putArray("one_time_prekeys").add("AA==")),
        changed("replace is a number", u -> u.put("replace", 1)),
        changed("replace is null", u -> u.putNull("replace")),
        changed(
            "a misspelt signature, which would be lost",
            u -> {
              ObjectNode key = at(u, "one_time_prekeys", 0);
              key.set("Signature", key.remove("signature"));
            }),
        changed("a key with a date", u -> at(u, "signed_prekey").put("created_at", "now")),
        changed("101 one-time prekeys", u -> u.set("one_time_prekeys", many("one_time_prekeys"))),
        changed(
            "101 post-quantum one-time prekeys",
            u -> u.set("pq_one_time_prekeys", many("pq_one_time_prekeys"))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void unreadable(Text text) {
    assertThat(verify(text.json())).isInstanceOf(UploadVerdict.Unreadable.class);
  }

  @Test
  void takesEveryKindOfKeyAtOnce() {
    CheckedUpload checked = checked(good());

    assertThat(checked.upload()).isEqualTo(good());
    assertThat(checked.identityKey()).isEqualTo(DEVICE.identityKey());
    assertThat(checked.upload().prekeys())
        .extracting(Prekey::keyId)
        .containsExactly(22, 3, 31, 32, 41, 42);
  }

  @Test
  void takesAHundredOfBothKindsAndIdsThatAreTheSameInOtherSpaces() {
    List<OneTimePrekey> oneTime =
        IntStream.range(0, 100).mapToObj(n -> Prekeys.oneTime(n)).toList();
    List<PqPrekey> pq = IntStream.range(0, 100).mapToObj(n -> Prekeys.pq(n, DEVICE)).toList();

    CheckedUpload checked =
        checked(new PrekeyUpload(Prekeys.signed(7, DEVICE), null, oneTime, pq, false));

    assertThat(checked.upload().oneTime()).isEqualTo(oneTime);
    assertThat(checked.upload().pqOneTime()).isEqualTo(pq);
  }

  @Test
  void takesTheLowestAndTheHighestId() {
    SignedPrekey highest =
        SignedPrekey.sign(Prekey.MAX_KEY_ID, Prekeys.curve(1).publicKey(), DEVICE);
    OneTimePrekey lowest = new OneTimePrekey(0, Prekeys.curve(2).publicKey(), null);

    checked(new PrekeyUpload(highest, null, List.of(lowest), List.of(), false));
  }

  @Test
  void takesReplaceAlone() {
    CheckedUpload checked = checked(new PrekeyUpload(null, null, List.of(), List.of(), true));

    assertThat(checked.upload().replace()).isTrue();
    assertThat(checked.upload().prekeys()).isEmpty();
  }

  @Test
  void takesBase64WithoutPadding() {
    assertThat(verify(good().toJson().toString().replace("=", "")))
        .isInstanceOf(UploadVerdict.Checked.class);
  }

  @Test
  void namesEveryBadKey() {
    ObjectNode upload = good().toJson();
    resign(at(upload, "signed_prekey"), OTHER);
    key(at(upload, "pq_last_resort_prekey"), Prekeys.kyberBytes(7, 500, 4095));
    hex(at(upload, "one_time_prekeys", 1), ORDER_8);
    at(upload, "pq_one_time_prekeys", 0).remove("key_id");

    assertThat(refused(upload.toString()))
        .extracting(PrekeyFault::member, PrekeyFault::keyId, PrekeyFault::slug)
        .containsExactly(
            tuple("signed_prekey", 22, Slug.PREKEY_SIGNATURE),
            tuple("pq_last_resort_prekey", 3, Slug.PREKEY_MODULUS),
            tuple("one_time_prekeys[1]", 32, Slug.PREKEY_SMALL_ORDER),
            tuple("pq_one_time_prekeys[0]", null, Slug.PREKEY_MALFORMED));
  }

  @Test
  void refusesEveryKeyOfAnotherDevice() {
    UploadVerdict verdict =
        UploadVerifier.verify(bytes(good().toJson().toString()), OTHER.identityKey());

    assertThat(((UploadVerdict.Refused) verdict).faults())
        .extracting(PrekeyFault::slug)
        .hasSize(5) // one of the one-time prekeys is not signed
        .containsOnly(Slug.PREKEY_SIGNATURE);
  }

  private static PrekeyUpload good() {
    return new PrekeyUpload(
        Prekeys.signed(22, DEVICE),
        Prekeys.pq(3, DEVICE),
        List.of(OneTimePrekey.sign(31, Prekeys.curve(31).publicKey(), DEVICE), Prekeys.oneTime(32)),
        List.of(Prekeys.pq(41, DEVICE), Prekeys.pq(42, DEVICE)),
        true);
  }

  private static Fault signed(String why, Consumer<ObjectNode> change, Slug slug) {
    return new Fault(why, u -> change.accept(at(u, "signed_prekey")), "signed_prekey", 22, slug);
  }

  private static Fault lastResort(String why, Consumer<ObjectNode> change, Slug slug) {
    return new Fault(
        why, u -> change.accept(at(u, "pq_last_resort_prekey")), "pq_last_resort_prekey", 3, slug);
  }

  private static Fault oneTime(String why, Consumer<ObjectNode> change, Slug slug) {
    return new Fault(
        why, u -> change.accept(at(u, "one_time_prekeys", 0)), "one_time_prekeys[0]", 31, slug);
  }

  private static Fault pqOneTime(String why, Consumer<ObjectNode> change, Slug slug) {
    return new Fault(
        why,
        u -> change.accept(at(u, "pq_one_time_prekeys", 1)),
        "pq_one_time_prekeys[1]",
        42,
        slug);
  }

  private static Fault id(String why, String member, long id) {
    return new Fault(
        why, u -> at(u, member).put("key_id", id), member, null, Slug.PREKEY_MALFORMED);
  }

  private static Text changed(String why, Consumer<ObjectNode> change) {
    ObjectNode upload = good().toJson();
    change.accept(upload);
    return new Text(why, upload.toString());
  }

  /** 101 good keys. */
  private static ArrayNode many(String member) {
    ObjectNode json =
        new PrekeyUpload(
                null,
                null,
                IntStream.range(100, 201).mapToObj(n -> Prekeys.oneTime(n)).toList(),
                IntStream.range(100, 201).mapToObj(n -> Prekeys.pq(n, DEVICE)).toList(),
                false)
            .toJson();
    return (ArrayNode) json.required(member);
  }

  private static ObjectNode at(ObjectNode upload, String member) {
    return (ObjectNode) upload.required(member);
  }

  private static ObjectNode at(ObjectNode upload, String member, int index) {
    return (ObjectNode) upload.required(member).required(index);
  }

  private static void key(ObjectNode prekey, byte[] bytes) {
    prekey.put("public_key", Base64.getEncoder().encodeToString(bytes));
  }

  private static void hex(ObjectNode prekey, String bytes) {
    key(prekey, HexFormat.of().parseHex(bytes));
  }

  private static void signature(ObjectNode prekey, byte[] bytes) {
    prekey.put("signature", Base64.getEncoder().encodeToString(bytes));
  }

  private static void sign(ObjectNode prekey, byte[] message) {
    signature(prekey, DEVICE.sign(message).encode());
  }

  private static void resign(ObjectNode prekey, IdentityKeyPair signer) {
    byte[] key = Base64.getDecoder().decode(prekey.required("public_key").asText());
    signature(prekey, signer.sign(key).encode());
  }

  private static void flipSign(ObjectNode upload) {
    ObjectNode prekey = at(upload, "signed_prekey");
    byte[] signature = Base64.getDecoder().decode(prekey.required("signature").asText());
    signature[63] ^= (byte) 0x80;
    signature(prekey, signature);
  }

  private static String notCanonical() {
    return "05ee" + "ff".repeat(30) + "7f"; // p + 1
  }

  private static byte[] kyber(int n) {
    return Prekeys.kyber(n).encode();
  }

  private static CheckedUpload checked(PrekeyUpload upload) {
    UploadVerdict verdict = verify(upload.toJson().toString());
    assertThat(verdict).isInstanceOf(UploadVerdict.Checked.class);
    return ((UploadVerdict.Checked) verdict).upload();
  }

  private static List<PrekeyFault> refused(String json) {
    UploadVerdict verdict = verify(json);
    assertThat(verdict).isInstanceOf(UploadVerdict.Refused.class);
    return ((UploadVerdict.Refused) verdict).faults();
  }

  private static UploadVerdict verify(String json) {
    return UploadVerifier.verify(bytes(json), DEVICE.identityKey());
  }

  private static byte[] bytes(String json) {
    return json.getBytes(StandardCharsets.UTF_8);
  }
}
