package dev.callsign.bundle;

import static dev.callsign.testing.TestAuthority.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callsign.name.Callsign;
import dev.callsign.name.NamePolicy;
import dev.callsign.prekey.IdentityKeyPair;
import dev.callsign.prekey.OneTimePrekey;
import dev.callsign.report.Finding;
import dev.callsign.report.MalformedException;
import dev.callsign.report.Slug;
import dev.callsign.report.Step;
import dev.callsign.report.VerificationReport;
import dev.callsign.statement.RecordedStatement;
import dev.callsign.testing.Prekeys;
import dev.callsign.testing.StatementDraft;
import dev.callsign.testing.TestAuthority;
import dev.callsign.testing.TestAuthority.TestLeaf;
import dev.callsign.testing.TestPolicy;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bundles of a directory that tells the truth, and the ways in which one can lie. */
class BundleVerifierTest {

  private static final Callsign ALICE = callsign("alice.example");
  private static final Callsign BOB = callsign("bob.example");
  private static final TestAuthority ROOT = TestAuthority.root("Root");
  private static final TestAuthority ISSUER = ROOT.authority("E1");
  private static final TestLeaf LEAF = ISSUER.leaf("alice.example");
  private static final String STATEMENT = statement(ALICE, LEAF);
  private static final BundleVerifier VERIFIER =
      new BundleVerifier(TestPolicy.chainsOf(ROOT.trustedAsShipped()));

  private static final String ORDER_8 =
      "05e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800";

  /** A bundle with one thing changed. */
  record Bundle(String why, String json) {
    Bundle(String why, Consumer<ObjectNode> change) {
      this(why, changed(change).toString());
    }

    static Bundle ofFirst(String why, Consumer<ObjectNode> change) {
      return new Bundle(why, b -> change.accept(device(b, 0)));
    }

    @Override
    public String toString() {
      return why;
    }
  }

  @Test
  void holdsWhatItWasGiven() {
    VerifiedBundle bundle = verified(verify(changed(b -> {}).toString()));

    assertThat(bundle.statement().callsign()).isEqualTo(ALICE);
    assertThat(bundle.statement().compact()).isEqualTo(STATEMENT);
    assertThat(bundle.devices()).hasSize(2);
    DeviceBundle first = bundle.devices().getFirst();
    assertThat(first.device().id()).isEqualTo(1);
    assertThat(first.device().identityKey()).isEqualTo(identity(1).identityKey());
    assertThat(first.signedPrekey()).isEqualTo(Prekeys.signed(22, identity(1)));
    assertThat(first.oneTimePrekey()).isEqualTo(Prekeys.oneTime(31));
    assertThat(first.pqPrekey()).isEqualTo(Prekeys.pq(41, identity(1)));
    assertThat(first.oneTime()).isEqualTo(OneTime.GIVEN);
    DeviceBundle second = bundle.devices().getLast();
    assertThat(second.oneTimePrekey()).isNull();
    assertThat(second.pqPrekey()).isNull();
    assertThat(second.oneTime()).isEqualTo(OneTime.EXHAUSTED);
    assertThat(bundle.device(2)).contains(second);
    assertThat(bundle.device(3)).isEmpty();
  }

  @Test
  void reportsTheStepsOfTheStatementAndThePrekeys() {
    VerificationReport report = verified(verify(changed(b -> {}).toString())).report();

    assertThat(report.callsign()).isEqualTo("alice.example");
    assertThat(report.at()).isEqualTo(NOW);
    assertThat(report.primaryFailure()).isEmpty();
    assertThat(report.findings())
        .extracting(Finding::step)
        .contains(Step.CHAIN, Step.STATEMENT, Step.FRESHNESS)
        .endsWith(Step.PREKEYS);
    assertThat(slugs(report.warnings())).doesNotContain(Slug.PREKEY_STALE);
  }

  static Stream<Bundle> believed() {
    return Stream.of(
        new Bundle("one device of two", b -> devices(b).remove(0)),
        new Bundle("devices in another order", b -> devices(b).add(devices(b).remove(0))),
        new Bundle("members nobody knows", b -> b.put("motd", "hello").putObject("log")),
        Bundle.ofFirst("a member of a device nobody knows", d -> d.putArray("x").add(1)),
        Bundle.ofFirst("a member of a key nobody knows", d -> key(d, "pq_prekey").put("x", 1)),
        Bundle.ofFirst("a profile nobody knows", d -> profiles(d).add("mls")),
        Bundle.ofFirst("profiles in another order", d -> profiles(d).add(profiles(d).remove(0))),
        Bundle.ofFirst("stale left out", d -> d.remove("stale")),
        Bundle.ofFirst(
            "a one-time prekey that the device signed",
            d ->
                d.set(
                    "one_time_prekey",
                    BundleDraft.prekey(
                        OneTimePrekey.sign(31, Prekeys.curve(31).publicKey(), identity(1))))),
        Bundle.ofFirst("base64 without padding", BundleVerifierTest::dropPadding),
        new Bundle(
            "a state and dates that are not believed",
            b -> b.put("state", "expired").put("expires_at", "1999-01-01T00:00:00Z")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void believed(Bundle bundle) {
    assertThat(verified(verify(bundle.json())).report().primaryFailure()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"withheld", "exhausted", "not-claimed"})
  void takesEveryReasonForNoOneTimePrekey(String oneTime) {
    String json =
        changed(
                b -> {
                  device(b, 0).remove("one_time_prekey");
                  device(b, 0).put("one_time", oneTime);
                })
            .toString();

    DeviceBundle device = verified(verify(json)).devices().getFirst();

    assertThat(device.oneTimePrekey()).isNull();
    assertThat(device.oneTime().text()).isEqualTo(oneTime);
  }

  @Test
  void warnsOfASignedPrekeyThatTheDirectoryCallsStale() {
    VerifiedBundle bundle =
        verified(verify(changed(b -> device(b, 1).put("stale", true)).toString()));

    assertThat(bundle.report().warnings())
        .filteredOn(finding -> finding.slug() == Slug.PREKEY_STALE)
        .singleElement()
        .satisfies(finding -> assertThat(finding.seen()).contains("device 2"));
  }

  /** A bundle whose keys are not what they should be. */
  record Fault(Bundle bundle, Slug slug, String where) {
    @Override
    public String toString() {
      return bundle.why();
    }
  }

  static Stream<Fault> rejected() {
    return Stream.of(
        signed("no signed prekey", d -> d.remove("signed_prekey"), Slug.PREKEY_MALFORMED),
        signed("signed prekey null", d -> d.putNull("signed_prekey"), Slug.PREKEY_MALFORMED),
        signed("signed prekey text", d -> d.put("signed_prekey", "x"), Slug.PREKEY_MALFORMED),
        signed(
            "signed prekey of another device",
            d -> d.set("signed_prekey", BundleDraft.prekey(Prekeys.signed(23, identity(2)))),
            Slug.PREKEY_SIGNATURE),
        signed(
            "signed prekey swapped under its signature",
            d ->
                key(d, "signed_prekey")
                    .put("public_key", BundleDraft.base64(Prekeys.curve(9).publicKey().encode())),
            Slug.PREKEY_SIGNATURE),
        signed(
            "signed prekey of the directory, signed by nobody",
            d -> key(d, "signed_prekey").put("signature", BundleDraft.base64(new byte[64])),
            Slug.PREKEY_SIGNATURE),
        signed(
            "signed prekey without signature",
            d -> key(d, "signed_prekey").remove("signature"),
            Slug.PREKEY_MALFORMED),
        signed(
            "signed prekey of small order", d -> hex(d, "signed_prekey"), Slug.PREKEY_SMALL_ORDER),
        signed(
            "signed prekey without id",
            d -> key(d, "signed_prekey").remove("key_id"),
            Slug.PREKEY_MALFORMED),
        signed(
            "signed prekey id 2^31",
            d -> key(d, "signed_prekey").put("key_id", 1L << 31),
            Slug.PREKEY_MALFORMED),
        fault(
            "one-time prekey of small order",
            d -> hex(d, "one_time_prekey"),
            Slug.PREKEY_SMALL_ORDER,
            "one_time_prekey"),
        fault(
            "one-time prekey null",
            d -> d.putNull("one_time_prekey"),
            Slug.PREKEY_MALFORMED,
            "one_time_prekey"),
        fault(
            "one-time prekey signed by another device",
            d ->
                d.set(
                    "one_time_prekey",
                    BundleDraft.prekey(
                        OneTimePrekey.sign(31, Prekeys.curve(31).publicKey(), identity(2)))),
            Slug.PREKEY_SIGNATURE,
            "one_time_prekey"),
        fault(
            "post-quantum prekey of another device",
            d -> d.set("pq_prekey", BundleDraft.prekey(Prekeys.pq(41, identity(2)))),
            Slug.PREKEY_SIGNATURE,
            "pq_prekey"),
        fault(
            "post-quantum prekey swapped",
            d ->
                key(d, "pq_prekey")
                    .put("public_key", BundleDraft.base64(Prekeys.kyber(9).encode())),
            Slug.PREKEY_SIGNATURE,
            "pq_prekey"),
        fault(
            "post-quantum prekey beyond the modulus",
            d ->
                key(d, "pq_prekey")
                    .put("public_key", BundleDraft.base64(Prekeys.kyberBytes(1, 2, 3329))),
            Slug.PREKEY_MODULUS,
            "pq_prekey"),
        fault(
            "post-quantum prekey without signature",
            d -> key(d, "pq_prekey").remove("signature"),
            Slug.PREKEY_MALFORMED,
            "pq_prekey"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void rejected(Fault fault) {
    VerificationReport report = rejection(verify(fault.bundle().json(), NOW));

    assertThat(report.failures()).hasSize(1);
    Finding failure = report.failures().getFirst();
    assertThat(failure.slug()).isEqualTo(fault.slug());
    assertThat(failure.seen()).contains("device 1").contains(fault.where());
  }

  @Test
  void namesEveryBadKeyOfEveryDevice() {
    String json =
        changed(
                b -> {
                  hex(device(b, 0), "signed_prekey");
                  hex(device(b, 0), "one_time_prekey");
                  device(b, 1).remove("signed_prekey");
                })
            .toString();

    assertThat(slugs(rejection(verify(json)).failures()))
        .containsExactly(Slug.PREKEY_SMALL_ORDER, Slug.PREKEY_SMALL_ORDER, Slug.PREKEY_MALFORMED);
  }

  static Stream<Bundle> contradicted() {
    return Stream.of(
        new Bundle("another callsign", b -> b.put("callsign", "bob.example")),
        new Bundle("the callsign in upper case", b -> b.put("callsign", "Alice.example")),
        new Bundle("no callsign", b -> b.remove("callsign")),
        new Bundle("no devices", b -> b.remove("devices")),
        new Bundle("an empty list of devices", b -> b.putArray("devices")),
        new Bundle("devices is an object", BundleVerifierTest::objectOfDevices),
        new Bundle("devices holds text", b -> b.putArray("devices").add("1")),
        new Bundle("a device twice", b -> devices(b).add(device(b, 0).deepCopy())),
        new Bundle("a device that is not listed", BundleVerifierTest::addStranger),
        new Bundle("identity keys swapped", BundleVerifierTest::swapIdentityKeys),
        Bundle.ofFirst("another identity key", BundleVerifierTest::replaceIdentity),
        Bundle.ofFirst("no identity key", d -> d.remove("identity_key")),
        Bundle.ofFirst(
            "identity key without its type",
            d ->
                d.put("identity_key", BundleDraft.base64(identity(1).identityKey().uCoordinate()))),
        Bundle.ofFirst("another device id", d -> d.put("device_id", 3)),
        Bundle.ofFirst("the id of the other device", d -> d.put("device_id", 2)),
        Bundle.ofFirst("device id as text", d -> d.put("device_id", "1")),
        Bundle.ofFirst("device id 2^32 + 1", d -> d.put("device_id", (1L << 32) + 1)),
        Bundle.ofFirst("another registration id", d -> d.put("registration_id", 102)),
        Bundle.ofFirst("no registration id", d -> d.remove("registration_id")),
        Bundle.ofFirst("no one_time", d -> d.remove("one_time")),
        Bundle.ofFirst("one_time null", d -> d.putNull("one_time")),
        Bundle.ofFirst("one_time in upper case", d -> d.put("one_time", "GIVEN")),
        Bundle.ofFirst("one_time with underscore", d -> d.put("one_time", "not_claimed")),
        Bundle.ofFirst("given, but not there", d -> d.remove("one_time_prekey")),
        Bundle.ofFirst("there, but withheld", d -> d.put("one_time", "withheld")),
        Bundle.ofFirst("there, but exhausted", d -> d.put("one_time", "exhausted")),
        Bundle.ofFirst("there, but not claimed", d -> d.put("one_time", "not-claimed")),
        Bundle.ofFirst("no profiles", d -> d.remove("profiles")),
        Bundle.ofFirst("an empty list of profiles", d -> d.putArray("profiles")),
        Bundle.ofFirst("a profile too few", d -> profiles(d).remove(1)),
        Bundle.ofFirst("no x3dh", d -> profiles(d).remove(0)),
        Bundle.ofFirst("a profile twice", d -> profiles(d).add("x3dh")),
        Bundle.ofFirst("a profile that is a number", d -> profiles(d).add(1)),
        Bundle.ofFirst("post-quantum, but without the key", d -> d.remove("pq_prekey")),
        Bundle.ofFirst("stale is text", d -> d.put("stale", "false")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void contradicted(Bundle bundle) {
    BundleVerdict verdict = verify(bundle.json());

    assertThat(verdict).isInstanceOf(BundleVerdict.Contradicted.class);
    BundleVerdict.Contradicted contradicted = (BundleVerdict.Contradicted) verdict;
    assertThat(contradicted.report().primaryFailure()).isEmpty();
    assertThat(contradicted.detail()).isNotBlank();
  }

  static Stream<Bundle> unreadable() {
    String good = changed(b -> {}).toString();
    return Stream.of(
        new Bundle("nothing", ""),
        new Bundle("null", "null"),
        new Bundle("a list", "[" + good + "]"),
        new Bundle("two bundles", good + good),
        new Bundle("a member twice", "{\"callsign\":\"bob.example\"," + good.substring(1)),
        new Bundle(
            "one_time twice", good.replaceFirst("\"one_time\":\"given\"", "$0,\"one_time\":1")),
        new Bundle("no statement", b -> b.remove("statement")),
        new Bundle("statement null", b -> b.putNull("statement")),
        new Bundle("brackets without end", "[".repeat(60_000)),
        new Bundle("too large", good + " ".repeat(BundleVerifier.MAX_BYTES)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void unreadable(Bundle bundle) {
    assertThat(verify(bundle.json())).isInstanceOf(BundleVerdict.Unreadable.class);
  }

  @Test
  void rejectsTheTrueStatementOfSomebodyElse() {
    String bobs = statement(BOB, ISSUER.leaf("bob.example"));

    assertThat(primarySlug(changed(b -> b.put("statement", bobs)), NOW))
        .isEqualTo(Slug.NAME_MISMATCH);
  }

  @Test
  void rejectsAForgedStatement() {
    TestLeaf stranger = TestAuthority.root("Root").authority("E1").leaf("alice.example");

    assertThat(primarySlug(changed(b -> b.put("statement", statement(ALICE, stranger))), NOW))
        .isEqualTo(Slug.CHAIN_UNTRUSTED);
  }

  @Test
  void rejectsAnExpiredStatement() {
    assertThat(primarySlug(changed(b -> {}), NOW.plusSeconds(31 * 86_400L)))
        .isEqualTo(Slug.STATEMENT_EXPIRED);
  }

  @Test
  void rejectsAnOlderStatementThanTheCallerHasSeen() {
    RecordedStatement seen = new RecordedStatement(8, "A".repeat(43), "B".repeat(42) + "A", null);

    BundleVerdict verdict = VERIFIER.verify(bytes(changed(b -> {}).toString()), ALICE, seen, NOW);

    assertThat(rejection(verdict).primaryFailure().map(Finding::slug))
        .isEqualTo(Optional.of(Slug.STATEMENT_ROLLBACK));
  }

  @Test
  void rejectsThisBundleForAnotherCallsign() {
    BundleVerdict verdict = VERIFIER.verify(bytes(changed(b -> {}).toString()), BOB, null, NOW);

    assertThat(verdict).isInstanceOf(BundleVerdict.Rejected.class);
  }

  @Test
  void takesOneDeviceWhereOneWasAskedFor() {
    String second = changed(b -> devices(b).remove(0)).toString();

    assertThat(verified(verifyDevice(second, 2)).devices())
        .extracting(bundle -> bundle.device().id())
        .containsExactly(2);
    assertThat(verifyDevice(second, 1)).isInstanceOf(BundleVerdict.Contradicted.class);
    assertThat(verifyDevice(second, 3)).isInstanceOf(BundleVerdict.Contradicted.class);
    assertThat(verifyDevice(changed(b -> {}).toString(), 2))
        .isInstanceOf(BundleVerdict.Contradicted.class);
  }

  /** The largest bundle that a directory can honestly give. */
  @Test
  void readsSixDevicesWithEverything() {
    ObjectNode bundle =
        changed(b -> b.put("statement", "x".repeat(16_384)).put("log", "x".repeat(10_000)));
    for (int i = 0; i < 4; i++) {
      devices(bundle).add(device(bundle, 0).deepCopy());
    }

    assertThat(verify(bundle.toString())).isInstanceOf(BundleVerdict.Rejected.class);
  }

  private static Fault signed(String why, Consumer<ObjectNode> change, Slug slug) {
    return fault(why, change, slug, "signed_prekey");
  }

  private static Fault fault(String why, Consumer<ObjectNode> change, Slug slug, String where) {
    return new Fault(Bundle.ofFirst(why, change), slug, where);
  }

  /** A true bundle, then {@code change}. */
  private static ObjectNode changed(Consumer<ObjectNode> change) {
    ObjectNode bundle = BundleDraft.of("alice.example", STATEMENT);
    change.accept(bundle);
    return bundle;
  }

  private static String statement(Callsign callsign, TestLeaf leaf) {
    return StatementDraft.of(callsign, "ES256", leaf)
        .payload(
            p ->
                p.putArray("devices")
                    .add(StatementDraft.device(callsign, 1, 101, identity(1)))
                    .add(StatementDraft.device(callsign, 2, 102, identity(2))))
        .sign();
  }

  private static ArrayNode devices(ObjectNode bundle) {
    return (ArrayNode) bundle.required("devices");
  }

  private static ObjectNode device(ObjectNode bundle, int index) {
    return (ObjectNode) devices(bundle).required(index);
  }

  private static ObjectNode key(ObjectNode device, String member) {
    return (ObjectNode) device.required(member);
  }

  private static ArrayNode profiles(ObjectNode device) {
    return (ArrayNode) device.required("profiles");
  }

  /** A point of small order in the place of the key, with a signature of the device. */
  private static void hex(ObjectNode device, String member) {
    byte[] key = HexFormat.of().parseHex(ORDER_8);
    key(device, member)
        .put("public_key", BundleDraft.base64(key))
        .put("signature", BundleDraft.base64(identity(1).sign(key).encode()));
  }

  private static void objectOfDevices(ObjectNode bundle) {
    ObjectNode first = device(bundle, 0);
    bundle.putObject("devices").set("1", first);
  }

  /** The keys of a device that the directory invented, all signed as they should be. */
  private static void addStranger(ObjectNode bundle) {
    ObjectNode stranger = device(bundle, 1).deepCopy();
    stranger.put("device_id", 3).put("registration_id", 103);
    stranger.put("identity_key", BundleDraft.base64(identity(3).identityKey().encode()));
    stranger.set("signed_prekey", BundleDraft.prekey(Prekeys.signed(23, identity(3))));
    devices(bundle).add(stranger);
  }

  /** Another identity, and keys that it signed. */
  private static void replaceIdentity(ObjectNode device) {
    device.put("identity_key", BundleDraft.base64(identity(3).identityKey().encode()));
    device.set("signed_prekey", BundleDraft.prekey(Prekeys.signed(22, identity(3))));
    device.set("pq_prekey", BundleDraft.prekey(Prekeys.pq(41, identity(3))));
  }

  private static void swapIdentityKeys(ObjectNode bundle) {
    String first = device(bundle, 0).required("identity_key").asText();
    device(bundle, 0).set("identity_key", device(bundle, 1).required("identity_key"));
    device(bundle, 1).put("identity_key", first);
  }

  private static void dropPadding(ObjectNode device) {
    ObjectNode key = key(device, "signed_prekey");
    key.put("signature", key.required("signature").asText().replace("=", ""));
    assertThat(Base64.getDecoder().decode(key.required("signature").asText())).hasSize(64);
  }

  private static Slug primarySlug(ObjectNode bundle, Instant at) {
    return slugs(List.of(rejection(verify(bundle.toString(), at)).primaryFailure().orElseThrow()))
        .getFirst();
  }

  private static List<Slug> slugs(List<Finding> findings) {
    return findings.stream().flatMap(finding -> Stream.ofNullable(finding.slug())).toList();
  }

  private static VerifiedBundle verified(BundleVerdict verdict) {
    assertThat(verdict).isInstanceOf(BundleVerdict.Verified.class);
    return ((BundleVerdict.Verified) verdict).bundle();
  }

  private static VerificationReport rejection(BundleVerdict verdict) {
    assertThat(verdict).isInstanceOf(BundleVerdict.Rejected.class);
    return ((BundleVerdict.Rejected) verdict).report();
  }

  private static BundleVerdict verify(String json) {
    return verify(json, NOW);
  }

  private static BundleVerdict verify(String json, Instant at) {
    return VERIFIER.verify(bytes(json), ALICE, null, at);
  }

  private static BundleVerdict verifyDevice(String json, int device) {
    return VERIFIER.verifyDevice(bytes(json), ALICE, device, null, NOW);
  }

  private static byte[] bytes(String json) {
    return json.getBytes(StandardCharsets.UTF_8);
  }

  private static IdentityKeyPair identity(int n) {
    return StatementDraft.identity(n);
  }

  private static Callsign callsign(String name) {
    try {
      return Callsign.parse(name, NamePolicy.PUBLIC);
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }
}
