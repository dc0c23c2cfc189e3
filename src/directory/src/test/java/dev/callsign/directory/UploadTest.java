package dev.callsign.directory;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callsign.json.Base64Url;
import dev.callsign.lab.PrekeyMaker;
import dev.callsign.prekey.IdentityKeyPair;
import dev.callsign.prekey.OneTimePrekey;
import dev.callsign.prekey.PqPrekey;
import dev.callsign.prekey.PrekeyUpload;
import dev.callsign.prekey.SignedPrekey;
import dev.callsign.report.Slug;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a device may upload, and what it is told (docs/protocol.md §4). */
@QuarkusTest
@QuarkusTestResource(LabResource.class)
class UploadTest {
  private static final IdentityKeyPair SOMEBODY = IdentityKeyPair.generate(new SecureRandom());
  private static final BigInteger P = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));

  private final ShiftedClock clock;

  UploadTest(ShiftedClock clock) {
    this.clock = clock;
  }

  @AfterEach
  void backToNow() {
    clock.shift(Duration.ZERO);
  }

  /** One change of a good upload, and what becomes of it. */
  record BadKey(String why, String member, Slug slug, Consumer<ObjectNode> change) {
    @Override
    public String toString() {
      return why + " in " + member;
    }
  }

  private static BadKey bad(String member, Slug slug, String why, Consumer<ObjectNode> change) {
    return new BadKey(
        why, member, slug, upload -> change.accept((ObjectNode) upload.at(pointer(member))));
  }

  /** {@code /one_time_prekeys/1} of {@code one_time_prekeys[1]}. */
  private static String pointer(String member) {
    return "/" + member.replace("[", "/").replace("]", "");
  }

  private static byte[] bytes(ObjectNode key, String member) {
    return Base64.getDecoder().decode(key.path(member).textValue());
  }

  private static void put(ObjectNode key, String member, byte[] bytes) {
    key.put(member, Base64.getEncoder().encodeToString(bytes));
  }

  private static void change(ObjectNode key, int index, int value) {
    byte[] bytes = bytes(key, "public_key");
    bytes[index] = (byte) value;
    put(key, "public_key", bytes);
  }

  private static void resize(ObjectNode key, String member, int by) {
    byte[] bytes = bytes(key, member);
    put(key, member, Arrays.copyOf(bytes, bytes.length + by));
  }

  private static void coordinate(ObjectNode key, BigInteger u) {
    byte[] encoded = new byte[33];
    encoded[0] = 0x05;
    byte[] bigEndian = u.toByteArray();
    for (int i = 0; i < Math.min(32, bigEndian.length); i++) {
      encoded[1 + i] = bigEndian[bigEndian.length - 1 - i];
    }
    put(key, "public_key", encoded);
  }

  private static void sign(ObjectNode key, byte[] message) {
    put(key, "signature", SOMEBODY.sign(message).encode());
  }

  private static Stream<BadKey> badAnywhere(String member) {
    Slug malformed = Slug.PREKEY_MALFORMED;
    return Stream.of(
        bad(member, malformed, "no id", key -> key.remove("key_id")),
        bad(member, malformed, "id -1", key -> key.put("key_id", -1)),
        bad(member, malformed, "id 2^31", key -> key.put("key_id", 1L << 31)),
        bad(member, malformed, "id 1.0", key -> key.put("key_id", 1.0)),
        bad(member, malformed, "id as text", key -> key.put("key_id", "1")),
        bad(member, malformed, "no key", key -> key.remove("public_key")),
        bad(member, malformed, "no base64", key -> key.put("public_key", "*")),
        bad(member, malformed, "empty key", key -> key.put("public_key", "")),
        bad(member, malformed, "a byte less", key -> resize(key, "public_key", -1)),
        bad(member, malformed, "a byte more", key -> resize(key, "public_key", 1)),
        bad(member, malformed, "type byte 0", key -> change(key, 0, 0)),
        bad(member, malformed, "type byte 7", key -> change(key, 0, 7)),
        bad(
            member,
            Slug.PREKEY_SIGNATURE,
            "signature by somebody else",
            key -> sign(key, bytes(key, "public_key"))),
        bad(
            member,
            malformed,
            "signature of 63 bytes",
            key -> put(key, "signature", new byte[63])));
  }

  private static Stream<BadKey> badIfSigned(String member) {
    return Stream.concat(
        badAnywhere(member),
        Stream.of(
            bad(member, Slug.PREKEY_MALFORMED, "no signature", key -> key.remove("signature")),
            bad(
                member,
                Slug.PREKEY_MALFORMED,
                "signature of 65 bytes",
                key -> resize(key, "signature", 1)),
            bad(
                member,
                Slug.PREKEY_SIGNATURE,
                "signature with a bit changed",
                key -> {
                  byte[] signature = bytes(key, "signature");
                  signature[10] ^= 1;
                  put(key, "signature", signature);
                })));
  }

  private static Stream<BadKey> badCurve(String member) {
    Stream<BadKey> beyond =
        Stream.of(
                P,
                P.add(BigInteger.ONE),
                P.add(BigInteger.valueOf(18)),
                BigInteger.TWO.pow(255).add(BigInteger.valueOf(9)),
                BigInteger.TWO.pow(256).subtract(BigInteger.ONE))
            .map(u -> bad(member, Slug.PREKEY_MALFORMED, "u " + u, key -> coordinate(key, u)));
    Stream<BadKey> small =
        Stream.of(
                BigInteger.ZERO,
                BigInteger.ONE,
                P.subtract(BigInteger.ONE),
                new BigInteger(
                    "3256062509165574317959836263561106312940081157"
                        + "27848805560023387167927233504"),
                new BigInteger(
                    "39382357235489614581723060781553021112529911719440698176882885853963445705823"))
            .map(u -> bad(member, Slug.PREKEY_SMALL_ORDER, "u " + u, key -> coordinate(key, u)));
    return Stream.concat(beyond, small);
  }

  private static Stream<BadKey> badKyber(String member) {
    return Stream.of(
        bad(
            member,
            Slug.PREKEY_MODULUS,
            "first coefficient 3329",
            key -> {
              change(key, 1, 0x01);
              change(key, 2, 0x0d);
            }),
        bad(
            member,
            Slug.PREKEY_MODULUS,
            "last coefficient 4095",
            key -> {
              change(key, 1535, 0xf0);
              change(key, 1536, 0xff);
            }),
        bad(member, Slug.PREKEY_MALFORMED, "type byte 5", key -> change(key, 0, 5)));
  }

  static Stream<BadKey> badKeys() {
    return Stream.of(
            badIfSigned("signed_prekey"),
            badCurve("signed_prekey"),
            badAnywhere("one_time_prekeys[1]"),
            badCurve("one_time_prekeys[1]"),
            badIfSigned("pq_last_resort_prekey"),
            badKyber("pq_last_resort_prekey"),
            badIfSigned("pq_one_time_prekeys[0]"),
            badKyber("pq_one_time_prekeys[0]"),
            Stream.of(
                bad(
                    "one_time_prekeys[1]",
                    Slug.PREKEY_MALFORMED,
                    "id of its neighbour",
                    key -> key.put("key_id", 3)),
                bad(
                    "pq_one_time_prekeys[0]",
                    Slug.PREKEY_MALFORMED,
                    "id of the last-resort prekey",
                    key -> key.put("key_id", 2))))
        .flatMap(each -> each);
  }

  @ParameterizedTest
  @MethodSource("badKeys")
  @Provokes({
    Slug.PREKEY_MALFORMED,
    Slug.PREKEY_SMALL_ORDER,
    Slug.PREKEY_MODULUS,
    Slug.PREKEY_SIGNATURE
  })
  void refusesAnUploadWithABadKeyAndStoresNothing(BadKey fault) {
    TestDevice bob = TestDevice.registered("careless");
    ObjectNode upload = bob.otherPrekeys().upload(2, 2).toJson();
    fault.change().accept(upload);

    Requests.isProblem(bob.upload(upload.toString()), 422, "prekeys-refused")
        .body("errors", hasSize(1))
        .body("errors[0].slug", equalTo(fault.slug().text()))
        .body("errors[0].member", equalTo(fault.member()));

    hasNothing(bob);
  }

  private static void hasNothing(TestDevice device) {
    device
        .status()
        .statusCode(200)
        .body("signed_prekey", nullValue())
        .body("pq_last_resort_prekey", nullValue())
        .body("one_time_prekeys.count", equalTo(0))
        .body("one_time_prekeys.oldest", nullValue())
        .body("pq_one_time_prekeys.count", equalTo(0))
        .body("claims_last_day", equalTo(0))
        .body("advice", contains("upload-signed-prekey", "refill-one-time-prekeys"));
  }

  @Test
  void namesEveryBadKeyWithItsMemberAndId() {
    TestDevice bob = TestDevice.registered("very-careless");
    ObjectNode upload = bob.prekeys().upload(3, 2).toJson();
    change((ObjectNode) upload.at("/signed_prekey"), 0, 7);
    coordinate((ObjectNode) upload.at("/one_time_prekeys/0"), BigInteger.ONE);
    ((ObjectNode) upload.at("/one_time_prekeys/2")).put("key_id", -5);
    change((ObjectNode) upload.at("/pq_one_time_prekeys/1"), 3, 0xff);
    change((ObjectNode) upload.at("/pq_one_time_prekeys/1"), 2, 0xff);

    Requests.isProblem(bob.upload(upload.toString()), 422, "prekeys-refused")
        .body("errors.detail", not(hasItem(nullValue())))
        .body(
            "errors.member",
            contains(
                "signed_prekey",
                "one_time_prekeys[0]",
                "one_time_prekeys[2]",
                "pq_one_time_prekeys[1]"))
        .body("errors.key_id", contains(1, 3, null, 7))
        .body(
            "errors.slug",
            contains(
                "prekey-malformed", "prekey-small-order", "prekey-malformed", "prekey-modulus"));
    hasNothing(bob);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "null",
        "{}",
        "{\"one_time_prekeys\": []}",
        "{\"replace\": false}",
        "{\"replace\": \"yes\"}",
        "{\"replace\": true, \"replace\": true}",
        "{\"replace\": true, \"one_time_prekey\": []}",
        "{\"replace\": true, \"Signed_prekey\": {}}",
        "{\"signed_prekey\": null}",
        "{\"signed_prekey\": []}",
        "{\"one_time_prekeys\": {}}",
        "{\"one_time_prekeys\": [1]}",
        "{\"replace\": true} {}",
      })
  void refusesADocumentThatIsNoUpload(String document) {
    TestDevice bob = TestDevice.registered("muddled");

    Requests.isProblem(bob.upload(document), 400, "malformed-request");
  }

  @Test
  void takesAHundredKeysOfEachKindInAnUploadAndNotOneMore() {
    TestDevice bob = TestDevice.registered("generous");
    PrekeyMaker prekeys = bob.prekeys();
    Requests.isProblem(
            bob.upload(new PrekeyUpload(null, null, prekeys.oneTime(101), List.of(), false)),
            400,
            "malformed-request")
        .body("detail", containsString("one_time_prekeys"));
    Requests.isProblem(
            bob.upload(new PrekeyUpload(null, null, List.of(), prekeys.pq(101), false)),
            400,
            "malformed-request")
        .body("detail", containsString("pq_one_time_prekeys"));

    bob.upload(prekeys.upload(100, 100))
        .statusCode(200)
        .body("one_time_prekeys.count", equalTo(100))
        .body("pq_one_time_prekeys.count", equalTo(100))
        .body("advice", empty());
  }

  @Test
  void storesTwoHundredOneTimeKeysOfEachKindAndNotOneMore() {
    TestDevice bob = TestDevice.registered("hoarding");
    TestDevice alice = TestDevice.registered("fetching");
    PrekeyMaker prekeys = bob.prekeys();
    bob.upload(prekeys.upload(100, 100)).statusCode(200);
    bob.upload(prekeys.upload(100, 100)).body("one_time_prekeys.count", equalTo(200));
    SignedPrekey signed = prekeys.signed();

    Requests.isProblem(
        bob.upload(new PrekeyUpload(signed, null, prekeys.oneTime(1), List.of(), false)),
        409,
        "too-many-prekeys");
    Requests.isProblem(
        bob.upload(new PrekeyUpload(signed, null, List.of(), prekeys.pq(1), false)),
        409,
        "too-many-prekeys");
    bob.status()
        .body("signed_prekey.key_id", not(equalTo(signed.keyId())))
        .body("one_time_prekeys.count", equalTo(200))
        .body("pq_one_time_prekeys.count", equalTo(200));

    alice.claim(bob).statusCode(200);
    bob.upload(new PrekeyUpload(null, null, prekeys.oneTime(1), prekeys.pq(1), false))
        .statusCode(200)
        .body("one_time_prekeys.count", equalTo(200));
  }

  @Test
  void refusesIdsThatWereUsedForOtherKeysInTheSameSpace() {
    TestDevice bob = TestDevice.registered("repetitive");
    bob.upload(bob.prekeys().upload(1, 1)).statusCode(200);

    Requests.isProblem(bob.upload(bob.otherPrekeys().upload(1, 1)), 409, "key-id-reused")
        .body("errors.slug", hasItem("key-id-reused"))
        .body(
            "errors.member",
            containsInAnyOrder("signed_prekey", "one_time_prekey", "pq_prekey", "pq_prekey"))
        .body("errors.key_id", containsInAnyOrder(1, 2, 3, 4));
    bob.status().body("one_time_prekeys.count", equalTo(1));
  }

  @Test
  void sharesTheIdsOfPostQuantumKeysAndNoOthers() {
    TestDevice bob = TestDevice.registered("sharing");
    bob.upload(bob.prekeys().upload(0, 1)).statusCode(200); // signed 1, last resort 2, one-time 3
    PrekeyMaker others = bob.otherPrekeys();
    OneTimePrekey first = others.oneTime(1).getFirst();
    PqPrekey second = others.pq();
    PqPrekey third = others.pq();

    Requests.isProblem(
            bob.upload(new PrekeyUpload(null, null, List.of(), List.of(second), false)),
            409,
            "key-id-reused")
        .body("errors.key_id", contains(2));
    Requests.isProblem(
            bob.upload(new PrekeyUpload(null, third, List.of(), List.of(), false)),
            409,
            "key-id-reused")
        .body("errors.key_id", contains(3));
    bob.upload(new PrekeyUpload(null, null, List.of(first), List.of(), false))
        .statusCode(200)
        .body("one_time_prekeys.count", equalTo(1));
  }

  @Test
  void keepsIdsUsedAfterTheirKeysAreGone() {
    TestDevice bob = TestDevice.registered("remembering");
    TestDevice alice = TestDevice.registered("emptying");
    PrekeyMaker prekeys = bob.prekeys();
    bob.upload(prekeys.upload(1, 1)).statusCode(200); // 1, 2, 3 and 4
    alice.claim(bob).body("devices[0].one_time_prekey.key_id", equalTo(3));
    bob.upload(prekeys.upload(0, 0)).statusCode(200);

    Requests.isProblem(bob.upload(bob.otherPrekeys().upload(1, 1)), 409, "key-id-reused")
        .body("errors.key_id", containsInAnyOrder(1, 2, 3, 4));
  }

  @Test
  void takesTheSameUploadAgainWithoutDoingAnything() {
    TestDevice bob = TestDevice.registered("insisting");
    TestDevice alice = TestDevice.registered("helping");
    PrekeyUpload upload = bob.prekeys().upload(3, 2);
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    clock.stopAt(now);
    bob.upload(upload).statusCode(200);
    clock.stopAt(now.plusSeconds(60));
    bob.upload(upload)
        .statusCode(200)
        .body("signed_prekey.created_at", equalTo(now.toString()))
        .body("one_time_prekeys.count", equalTo(3))
        .body("one_time_prekeys.newest", equalTo(now.toString()));
    alice.claim(bob).body("devices[0].one_time_prekey.key_id", equalTo(3));

    bob.upload(upload)
        .statusCode(200)
        .body("one_time_prekeys.count", equalTo(2))
        .body("pq_one_time_prekeys.count", equalTo(1));
    alice.claim(bob).body("devices[0].one_time_prekey.key_id", equalTo(4));
  }

  @Test
  void replacesTheOneTimeKeysOfBothKinds() {
    TestDevice bob = TestDevice.registered("starting-over");
    TestDevice alice = TestDevice.registered("reaching");
    PrekeyMaker prekeys = bob.prekeys();
    bob.upload(prekeys.upload(3, 3)).statusCode(200);
    List<OneTimePrekey> oneTime = prekeys.oneTime(2);

    bob.upload(new PrekeyUpload(null, null, oneTime, List.of(), true))
        .statusCode(200)
        .body("signed_prekey.key_id", equalTo(1))
        .body("pq_last_resort_prekey.key_id", equalTo(2))
        .body("one_time_prekeys.count", equalTo(2))
        .body("pq_one_time_prekeys.count", equalTo(0));
    alice.claim(bob).body("devices[0].one_time_prekey.key_id", equalTo(oneTime.getFirst().keyId()));
    bob.upload("{\"replace\": true}").body("one_time_prekeys.count", equalTo(0));
  }

  @Test
  void keepsWhatAReplacementBroughtWhenItIsSentAgain() {
    TestDevice bob = TestDevice.registered("unsure");
    TestDevice alice = TestDevice.registered("quick");
    PrekeyMaker prekeys = bob.prekeys();
    bob.upload(prekeys.upload(3, 3)).statusCode(200);
    PrekeyUpload replacement =
        new PrekeyUpload(null, null, prekeys.oneTime(3), prekeys.pq(2), true);
    bob.upload(replacement).body("one_time_prekeys.count", equalTo(3));
    alice.claim(bob).statusCode(200);

    bob.upload(replacement)
        .statusCode(200)
        .body("one_time_prekeys.count", equalTo(2))
        .body("pq_one_time_prekeys.count", equalTo(1));
  }

  @Test
  void putsNewStandingKeysInThePlaceOfTheOldOnes() {
    TestDevice bob = TestDevice.registered("rotating");
    TestDevice alice = TestDevice.registered("pressing");
    PrekeyMaker prekeys = bob.prekeys();
    PrekeyUpload first = prekeys.upload(0, 0);
    bob.upload(first).statusCode(200);
    alice.claim(bob).body("devices[0].pq_prekey.key_id", equalTo(2));
    bob.status()
        .body("pq_last_resort_prekey.used", equalTo(true))
        .body("advice", hasItem("rotate-pq-last-resort-prekey"));
    String etag = Requests.bundle(bob.address().callsign()).extract().header("ETag");

    bob.upload(prekeys.upload(0, 0)) // 3 and 4
        .statusCode(200)
        .body("signed_prekey.key_id", equalTo(3))
        .body("pq_last_resort_prekey.key_id", equalTo(4))
        .body("pq_last_resort_prekey.used", equalTo(false))
        .body("advice", not(hasItem("rotate-pq-last-resort-prekey")));
    Requests.bundle(bob.address().callsign())
        .header("ETag", not(equalTo(etag)))
        .body("devices[0].signed_prekey.key_id", equalTo(3))
        .body("devices[0].pq_prekey.key_id", equalTo(4));
    bob.upload(first).statusCode(200).body("signed_prekey.key_id", equalTo(3));
  }

  @Test
  void publishesADeviceWithoutPostQuantumKeysForX3dhAlone() {
    TestDevice bob = TestDevice.registered("classical");

    bob.upload(new PrekeyUpload(bob.prekeys().signed(), null, List.of(), List.of(), false))
        .statusCode(200)
        .body("pq_last_resort_prekey", nullValue())
        .body("advice", contains("refill-one-time-prekeys"));
    Requests.bundle(bob.address().callsign())
        .body("devices[0].pq_prekey", nullValue())
        .body("devices[0].profiles", contains("x3dh"));
  }

  @Test
  void publishesAOneTimeKeysSignatureWhereThereIsOne() {
    TestDevice bob = TestDevice.registered("thorough");
    TestDevice alice = TestDevice.registered("curious");
    OneTimePrekey plain = bob.prekeys().oneTime(1).getFirst();
    OneTimePrekey signed = OneTimePrekey.sign(7, plain.publicKey(), bob.identity());
    bob.upload(
            new PrekeyUpload(
                bob.prekeys().signed(), null, List.of(signed, plain), List.of(), false))
        .statusCode(200);

    alice.claim(bob).body("devices[0].one_time_prekey.signature", notNullValue());
    alice.claim(bob).body("devices[0].one_time_prekey.signature", nullValue());
  }

  private static byte[] digest(
      IdentityKeyPair identity, SignedPrekey signed, @Nullable PqPrekey lastResort) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(identity.identityKey().encode());
      digest.update(ByteBuffer.allocate(8).putLong(signed.keyId()).array());
      digest.update(signed.encodedKey());
      if (lastResort != null) {
        digest.update(ByteBuffer.allocate(8).putLong(lastResort.keyId()).array());
        digest.update(lastResort.encodedKey());
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ValidatableResponse check(TestDevice device, byte[] digest) {
    return device.check("{\"digest\": \"" + Base64Url.encode(digest) + "\"}");
  }

  @Test
  void comparesWhatIsPublishedWithWhatTheDeviceMeans() {
    TestDevice bob = TestDevice.registered("comparing");
    SignedPrekey signed = bob.prekeys().signed();
    PqPrekey lastResort = bob.prekeys().pq();
    Requests.isProblem(check(bob, new byte[32]), 404, "no-prekeys");

    bob.upload(new PrekeyUpload(signed, null, List.of(), List.of(), false)).statusCode(200);
    check(bob, digest(bob.identity(), signed, null)).statusCode(200).body("same", equalTo(true));
    Requests.isProblem(
        check(bob, digest(bob.identity(), signed, lastResort)), 409, "prekeys-differ");

    bob.upload(new PrekeyUpload(null, lastResort, List.of(), List.of(), false)).statusCode(200);
    check(bob, digest(bob.identity(), signed, lastResort)).statusCode(200);
    Requests.isProblem(check(bob, digest(bob.identity(), signed, null)), 409, "prekeys-differ");
    Requests.isProblem(check(bob, digest(SOMEBODY, signed, lastResort)), 409, "prekeys-differ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[]",
        "{\"digest\": 1}",
        "{\"digest\": \"AAAA\"}",
        "{\"digest\": \"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\"}",
        "{\"digest\": \"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\", \"x\": 1}",
      })
  void refusesADocumentThatIsNoDigest(String document) {
    Requests.isProblem(TestDevice.registered("muddled").check(document), 400, "malformed-request");
  }

  @Test
  void callsASignedPrekeyStaleFrom14DaysOnAndAdvisesToRotateItFrom2() {
    TestDevice bob = TestDevice.registered("ageing");
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    clock.stopAt(now);
    bob.upload(bob.prekeys().upload(20, 20)).body("advice", empty());

    String[] both = {"rotate-signed-prekey", "rotate-pq-last-resort-prekey"};
    for (Age age :
        List.of(
            new Age(Duration.ofDays(2).minusSeconds(1), false),
            new Age(Duration.ofDays(2), false, both),
            new Age(Duration.ofDays(14).minusSeconds(1), false, both),
            new Age(Duration.ofDays(14), true, both))) {
      clock.stopAt(now.plus(age.age()));
      bob.status()
          .body("signed_prekey.created_at", equalTo(now.toString()))
          .body("signed_prekey.stale", equalTo(age.stale()))
          .body("advice", equalTo(age.advice()));
      Requests.bundle(bob.address().callsign())
          .statusCode(200)
          .body("devices[0].stale", equalTo(age.stale()));
    }
    bob.upload(new PrekeyUpload(bob.prekeys().signed(), null, List.of(), List.of(), false))
        .body("signed_prekey.stale", equalTo(false))
        .body("advice", contains("rotate-pq-last-resort-prekey"));
    Requests.bundle(bob.address().callsign()).body("devices[0].stale", equalTo(false));
  }

  /** What is said of keys of an age. */
  private record Age(Duration age, boolean stale, List<String> advice) {
    Age(Duration age, boolean stale, String... advice) {
      this(age, stale, new ArrayList<>(List.of(advice)));
    }
  }

  @Test
  void advisesToRefillBelow20() {
    TestDevice bob = TestDevice.registered("thrifty");
    PrekeyMaker prekeys = bob.prekeys();

    bob.upload(prekeys.upload(19, 20)).body("advice", contains("refill-one-time-prekeys"));
    bob.upload(new PrekeyUpload(null, null, prekeys.oneTime(1), List.of(), false))
        .body("advice", empty());
    TestDevice.registered("draining").claim(bob).statusCode(200);
    bob.status().body("advice", contains("refill-one-time-prekeys", "refill-pq-one-time-prekeys"));
  }
}
