package dev.callsign.bundle;

import static dev.callsign.testing.TestAuthority.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callsign.name.Callsign;
import dev.callsign.name.NamePolicy;
import dev.callsign.prekey.IdentityKeyPair;
import dev.callsign.report.Finding;
import dev.callsign.report.MalformedException;
import dev.callsign.report.Slug;
import dev.callsign.statement.RecordedStatement;
import dev.callsign.testing.StatementDraft;
import dev.callsign.testing.TestAuthority;
import dev.callsign.testing.TestAuthority.TestLeaf;
import dev.callsign.testing.TestPolicy;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Answers of a directory that tells the truth, and the ways in which one can lie. */
class AnswerVerifierTest {

  private static final Callsign ALICE = callsign("alice.example");
  private static final Callsign BOB = callsign("bob.example");
  private static final TestAuthority ROOT = TestAuthority.root("Root");
  private static final TestAuthority ISSUER = ROOT.authority("E1");
  private static final TestLeaf LEAF = ISSUER.leaf("alice.example");
  private static final AnswerVerifier VERIFIER =
      new AnswerVerifier(TestPolicy.chainsOf(ROOT.trustedAsShipped()));

  record Answer(String why, String json) {
    Answer(String why, Consumer<ObjectNode> change) {
      this(why, changed(change).toString());
    }

    @Override
    public String toString() {
      return why;
    }
  }

  static Stream<Answer> believed() {
    return Stream.of(
        new Answer("as it should be", a -> {}),
        new Answer("devices in another order", a -> reverse((ArrayNode) a.required("devices"))),
        new Answer("members nobody knows", a -> a.put("motd", "hello").putArray("log").add(1)),
        new Answer(
            "a report and dates that are not believed",
            a ->
                a.put("state", "expired")
                    .put("expires_at", "1999-01-01T00:00:00Z")
                    .put("report", "fail")),
        new Answer(
            "prekeys of a device", a -> device(a, 0).putObject("signed_prekey").put("key_id", 22)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void believed(Answer answer) {
    AnswerVerdict verdict = verify(answer.json(), NOW);

    assertThat(verdict).isInstanceOf(AnswerVerdict.Verified.class);
    VerifiedAnswer verified = ((AnswerVerdict.Verified) verdict).answer();
    assertThat(verified.statement().callsign()).isEqualTo(ALICE);
    assertThat(verified.statement().statement().devices()).hasSize(2);
    assertThat(verified.report().primaryFailure()).isEmpty();
    assertThat(verified.report().callsign()).isEqualTo("alice.example");
    assertThat(verified.report().at()).isEqualTo(NOW);
    assertThat(verified.report().address()).isNull();
  }

  static Stream<Answer> contradicted() {
    return Stream.of(
        new Answer("another callsign", a -> a.put("callsign", "bob.example")),
        new Answer("the callsign in upper case", a -> a.put("callsign", "Alice.example")),
        new Answer("no callsign", a -> a.remove("callsign")),
        new Answer("callsign is a list", a -> a.putArray("callsign").add("alice.example")),
        new Answer("no devices", a -> a.remove("devices")),
        new Answer("an empty list of devices", a -> a.putArray("devices")),
        new Answer("devices is a string", a -> a.put("devices", "1")),
        new Answer("devices is an object", AnswerVerifierTest::objectOfDevices),
        new Answer("a device left out", a -> ((ArrayNode) a.required("devices")).remove(1)),
        new Answer(
            "a device added",
            a -> ((ArrayNode) a.required("devices")).add(entry(3, 103, identity(3)))),
        new Answer(
            "a device twice",
            a -> ((ArrayNode) a.required("devices")).add(device(a, 0).deepCopy())),
        new Answer("another identity key", a -> device(a, 0).setAll(entry(1, 101, identity(3)))),
        new Answer("identity keys swapped", AnswerVerifierTest::swapIdentityKeys),
        new Answer(
            "identity key in base64url",
            a -> device(a, 0).put("identity_key", identity(1).identityKey().toBase64Url() + "=")),
        new Answer("no identity key", a -> device(a, 0).remove("identity_key")),
        new Answer("another device id", a -> device(a, 0).put("device_id", 7)),
        new Answer("device id as string", a -> device(a, 0).put("device_id", "1")),
        new Answer("device id as fraction", a -> device(a, 0).put("device_id", 1.5)),
        new Answer("device id 2^32 + 1", a -> device(a, 0).put("device_id", (1L << 32) + 1)),
        new Answer("another registration id", a -> device(a, 0).put("registration_id", 4)),
        new Answer("no registration id", a -> device(a, 0).remove("registration_id")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void contradicted(Answer answer) {
    AnswerVerdict verdict = verify(answer.json(), NOW);

    assertThat(verdict).isInstanceOf(AnswerVerdict.Contradicted.class);
    assertThat(((AnswerVerdict.Contradicted) verdict).report().primaryFailure()).isEmpty();
  }

  static Stream<Answer> unreadable() {
    String good = changed(a -> {}).toString();
    return Stream.of(
        new Answer("nothing", ""),
        new Answer("a page", "<html></html>"),
        new Answer("null", "null"),
        new Answer("a list", "[" + good + "]"),
        new Answer("cut off", good.substring(0, good.length() - 1)),
        new Answer("two answers", good + good),
        new Answer("a letter behind it", good + "x"),
        new Answer("callsign twice", "{\"callsign\":\"bob.example\"," + good.substring(1)),
        new Answer(
            "device_id twice",
            good.replaceFirst("\"device_id\":1", "\"device_id\":1,\"device_id\":2")),
        new Answer("no statement", a -> a.remove("statement")),
        new Answer("statement is null", a -> a.putNull("statement")),
        new Answer("statement is an object", a -> a.putObject("statement")),
        new Answer("brackets without end", "[".repeat(100_000)),
        new Answer("too large", good + " ".repeat(AnswerVerifier.MAX_BYTES)));
  }

  @Test
  void readsNothingButUtf8() {
    String good = changed(a -> {}).toString();

    for (Charset other :
        List.of(StandardCharsets.UTF_16, StandardCharsets.UTF_16LE, StandardCharsets.UTF_32)) {
      assertThat(VERIFIER.verify(good.getBytes(other), ALICE, null, NOW))
          .as(other.name())
          .isInstanceOf(AnswerVerdict.Unreadable.class);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void unreadable(Answer answer) {
    assertThat(verify(answer.json(), NOW)).isInstanceOf(AnswerVerdict.Unreadable.class);
  }

  @Test
  void rejectsTheTrueStatementOfSomebodyElse() {
    String bobs = StatementDraft.of(BOB, "ES256", ISSUER.leaf("bob.example")).sign();

    assertRejected(changed(a -> a.put("statement", bobs)), NOW, Slug.NAME_MISMATCH);
  }

  @Test
  void rejectsAForgedStatement() {
    TestLeaf stranger = TestAuthority.root("Root").authority("E1").leaf("alice.example");
    String forged = StatementDraft.of(ALICE, "ES256", stranger).sign();

    assertRejected(changed(a -> a.put("statement", forged)), NOW, Slug.CHAIN_UNTRUSTED);
  }

  @Test
  void rejectsWhatIsNoStatement() {
    assertRejected(changed(a -> a.put("statement", "")), NOW, Slug.STATEMENT_MALFORMED);
  }

  @Test
  void rejectsAnExpiredStatementThatTheDirectoryCallsActive() {
    Instant later = NOW.plusSeconds(31 * 86_400L);

    assertRejected(changed(a -> a.put("state", "active")), later, Slug.STATEMENT_EXPIRED);
  }

  @Test
  void rejectsAnOlderStatementThanTheCallerHasSeen() {
    RecordedStatement seen = new RecordedStatement(8, "A".repeat(43), "B".repeat(42) + "A", null);

    AnswerVerdict verdict = VERIFIER.verify(bytes(changed(a -> {}).toString()), ALICE, seen, NOW);

    assertThat(primarySlug(verdict)).isEqualTo(Slug.STATEMENT_ROLLBACK);
  }

  private static void assertRejected(ObjectNode answer, Instant at, Slug slug) {
    assertThat(primarySlug(verify(answer.toString(), at))).isEqualTo(slug);
  }

  private static Slug primarySlug(AnswerVerdict verdict) {
    assertThat(verdict).isInstanceOf(AnswerVerdict.Rejected.class);
    Finding failure = ((AnswerVerdict.Rejected) verdict).report().primaryFailure().orElseThrow();
    return Objects.requireNonNull(failure.slug());
  }

  private static AnswerVerdict verify(String json, Instant at) {
    return VERIFIER.verify(bytes(json), ALICE, null, at);
  }

  private static byte[] bytes(String json) {
    return json.getBytes(StandardCharsets.UTF_8);
  }

  /** A true answer, then {@code change}. */
  private static ObjectNode changed(Consumer<ObjectNode> change) {
    String statement =
        StatementDraft.of(ALICE, "ES256", LEAF)
            .payload(
                p ->
                    p.putArray("devices")
                        .add(StatementDraft.device(ALICE, 1, 101, identity(1)))
                        .add(StatementDraft.device(ALICE, 2, 102, identity(2))))
            .sign();
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.put("callsign", "alice.example").put("state", "active").put("statement", statement);
    answer.putArray("devices").add(entry(1, 101, identity(1))).add(entry(2, 102, identity(2)));
    change.accept(answer);
    return answer;
  }

  private static ObjectNode entry(int id, int registrationId, IdentityKeyPair pair) {
    ObjectNode entry = JsonNodeFactory.instance.objectNode();
    entry.put("device_id", id).put("registration_id", registrationId);
    return entry.put(
        "identity_key", Base64.getEncoder().encodeToString(pair.identityKey().encode()));
  }

  private static ObjectNode device(ObjectNode answer, int index) {
    return (ObjectNode) answer.required("devices").required(index);
  }

  private static void reverse(ArrayNode array) {
    array.add(array.remove(0));
  }

  private static void objectOfDevices(ObjectNode answer) {
    ObjectNode devices = answer.objectNode();
    answer.required("devices").forEach(device -> devices.set("d" + devices.size(), device));
    answer.set("devices", devices);
  }

  private static void swapIdentityKeys(ObjectNode answer) {
    String first = device(answer, 0).required("identity_key").asText();
    device(answer, 0).put("identity_key", device(answer, 1).required("identity_key").asText());
    device(answer, 1).put("identity_key", first);
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
