package dev.callsign.acme.statement;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.callsign.acme.OpenSsl;
import dev.callsign.acme.Owner;
import dev.callsign.acme.Shell;
import dev.callsign.acme.Shell.Outcome;
import dev.callsign.lab.KeyType;
import dev.callsign.lab.Lab;
import dev.callsign.name.Callsign;
import dev.callsign.name.NamePolicy;
import dev.callsign.report.MalformedException;
import dev.callsign.statement.Grade;
import dev.callsign.statement.KeyStatement;
import dev.callsign.statement.Observation;
import dev.callsign.statement.StatementVerdict;
import dev.callsign.statement.StatementVerifier;
import dev.callsign.statement.UnverifiedStatement;
import dev.callsign.statement.VerificationPolicy;
import dev.callsign.x509.TrustAnchors;
import dev.callsign.x509.TrustPolicy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignCommandTest {

  /** Leaves of the lab start one hour before it does and last 90 days. */
  private static final Instant NOT_AFTER = Instant.parse("2027-02-19T09:00:00Z");

  private static Lab lab;

  private final Path folder;
  private final Owner alice;

  SignCommandTest(@TempDir Path folder) throws Exception {
    this.folder = folder;
    this.alice = Owner.of("alice.example", lab, folder);
  }

  @BeforeAll
  static void startsTheLab() {
    lab = Lab.start(Shell.now().clock(), new SecureRandom());
  }

  @AfterAll
  static void stopsTheLab() {
    lab.close();
  }

  @ParameterizedTest
  @EnumSource(names = {"P256", "P384", "RSA_2048"})
  void signsWhatAVerifierAccepts(KeyType type) throws Exception {
    alice.install(lab, lab.authority().leaf("alice.example").key(type));

    assertThat(verdict(alice.signedNow())).isInstanceOf(StatementVerdict.Verified.class);
  }

  @Test
  void saysForWhomAndFromWhenUntilWhen() throws Exception {
    JsonNode payload = payload(alice.signedNow());

    assertThat(payload.path("sub").textValue()).isEqualTo("alice.example");
    assertThat(payload.path("seq").longValue()).isEqualTo(1);
    assertThat(payload.has("prev")).isFalse();
    assertThat(payload.path("iat").longValue()).isEqualTo(Shell.NOW.getEpochSecond());
    assertThat(payload.path("exp").longValue()).isEqualTo(NOT_AFTER.getEpochSecond());
    assertThat(payload.path("devices")).hasSize(1);
  }

  @Test
  void followsTheStatementThatItReplaces() throws Exception {
    String first = alice.signedNow();
    String second = alice.signedNow();
    String third = alice.signedNow();

    assertThat(payload(second).path("seq").longValue()).isEqualTo(2);
    assertThat(payload(second).path("prev").textValue()).isEqualTo(sha256(first));
    assertThat(payload(third).path("seq").longValue()).isEqualTo(3);
    assertThat(payload(third).path("prev").textValue()).isEqualTo(sha256(second));
  }

  @Test
  void hasAChangeOfDevicesAgreedToByOneThatWasListed() throws Exception {
    KeyStatement first = UnverifiedStatement.parse(alice.signedNow()).statement();
    Shell.now().runWell("device", "add", "--devices", alice.devices(), "--unencrypted");

    Shell.Outcome outcome =
        Shell.now().runWell(alice.sign("--out", alice.statement(), "--continuity", 1));

    assertThat(grade(first)).isEqualTo(Grade.EXTENDED);
    assertThat(outcome.err()).doesNotContain("72 hours");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "--continuity=2"})
  void saysThatAChangeIsHeldThatNobodyAgreesTo(String option) throws Exception {
    KeyStatement first = UnverifiedStatement.parse(alice.signedNow()).statement();
    Shell.now().runWell("device", "add", "--devices", alice.devices(), "--unencrypted");
    Object[] more = option.isEmpty() ? new Object[0] : new Object[] {option};

    Shell.Outcome outcome =
        Shell.now().runWell(Shell.join(alice.sign("--out", alice.statement()), more));

    assertThat(grade(first)).isEqualTo(Grade.RECLAIMED);
    assertThat(outcome.err()).contains("72 hours");
  }

  @Test
  void signsNoAgreementWhereTheDevicesAreTheSame() throws Exception {
    alice.signedNow();
    Shell.now().runWell(alice.sign("--out", alice.statement(), "--continuity", 1));

    assertThat(payload(Files.readString(alice.statement())).has("continuity")).isFalse();
  }

  private Grade grade(KeyStatement before) throws Exception {
    StatementVerdict.Verified verified =
        (StatementVerdict.Verified) verdict(Files.readString(alice.statement()));
    return Grade.of(before, verified.statement());
  }

  @Test
  void followsTheStatementItIsTold() throws Exception {
    String first = alice.signedNow();
    alice.signedNow();
    Path kept = Files.writeString(folder.resolve("kept.jws"), first + "\n");

    String second = Shell.now().runWell(alice.sign("--previous", kept)).out().strip();

    assertThat(payload(second).path("seq").longValue()).isEqualTo(2);
    assertThat(payload(second).path("prev").textValue()).isEqualTo(sha256(first));
  }

  @Test
  void printsTheStatementWithoutAFileForIt() {
    Outcome outcome = Shell.now().runWell(alice.sign());

    assertThat(outcome.out()).startsWith("eyJ").endsWith("\n").hasLineCount(1);
    assertThat(verdict(outcome.out().strip())).isInstanceOf(StatementVerdict.Verified.class);
  }

  @Test
  void writesTheFileWithoutALineBreak() throws Exception {
    assertThat(alice.signedNow()).startsWith("eyJ").doesNotContain("\n");
  }

  @Test
  void tellsAProgramWhatItSigned() throws Exception {
    JsonNode json = Shell.now().runWell(alice.sign("--json", "--out", alice.statement())).json();

    assertThat(json.path("seq").longValue()).isEqualTo(1);
    assertThat(json.path("sha256").textValue())
        .isEqualTo(sha256(Files.readString(alice.statement())));
    assertThat(json.path("expires_at").textValue()).isEqualTo("2027-02-19T09:00:00Z");
  }

  @Test
  void remarksThatAPrivateAuthorityHasToBeAdded() {
    assertThat(Shell.now().runWell(alice.sign()).err())
        .startsWith("note: only those who add its authority");
  }

  @Test
  void endsWhenItIsTold() throws Exception {
    Shell.now()
        .runWell(alice.sign("--out", alice.statement(), "--expires-at", "2026-12-24T00:00:00.9Z"));

    assertThat(payload(Files.readString(alice.statement())).path("exp").longValue())
        .isEqualTo(Instant.parse("2026-12-24T00:00:00Z").getEpochSecond());
  }

  @Test
  void neverOutlivesItsCertificate() throws Exception {
    Shell.now()
        .runWell(alice.sign("--out", alice.statement(), "--expires-at", "2030-01-01T00:00:00Z"));

    assertThat(payload(Files.readString(alice.statement())).path("exp").longValue())
        .isEqualTo(NOT_AFTER.getEpochSecond());
  }

  @Test
  void refusesAnEndThatIsPast() {
    Shell.now()
        .run(alice.sign("--expires-at", "2026-11-21T10:00:00Z"))
        .failsWith(78, "--expires-at");
  }

  @Test
  void announcesTheNextKeyAsOpenSslHashesIt() throws Exception {
    OpenSsl.assumePresent();
    Path next = folder.resolve("next.pem");
    OpenSsl.run("ecparam", "-name", "prime256v1", "-genkey", "-out", next);
    byte[] spki = OpenSsl.run("pkey", "-in", next, "-pubout", "-outform", "DER");

    String compact = Shell.now().runWell(alice.sign("--next-key", next)).out().strip();

    assertThat(payload(compact).path("next").textValue())
        .isEqualTo(
            Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(MessageDigest.getInstance("SHA-256").digest(spki)));
  }

  @Test
  void namesMailboxes() throws Exception {
    String mailbox = "wss://relay.example/v1/mailboxes/abc";

    String compact = Shell.now().runWell(alice.sign("--mailbox", mailbox)).out().strip();

    assertThat(payload(compact).path("mailbox").path(0).textValue()).isEqualTo(mailbox);
    Shell.now().run(alice.sign("--mailbox", "https://relay.example")).failsWith(78, "wss://");
  }

  @Test
  void refusesAKeyThatIsNotTheCertificates() throws Exception {
    Files.writeString(
        alice.key(), Owner.pem(KeyType.P256.generate(new SecureRandom()).getPrivate()));

    Shell.now().run(alice.sign()).failsWith(65, "privkey.pem is not the key");
  }

  @Test
  void asksForTheFullChain() throws Exception {
    alice.forgetIntermediates();

    Shell.now().run(alice.sign()).failsWith(65, "full chain");
  }

  @Test
  void refusesACertificateForAnotherName() throws Exception {
    alice.install(lab, lab.authority().leaf("bob.example"));

    Shell.now().run(alice.sign()).failsWith(65, "not for alice.example", "bob.example");
  }

  @Test
  void refusesAWildcardForTheName() throws Exception {
    alice.install(lab, lab.authority().leaf("*.example"));

    Shell.now().run(alice.sign()).failsWith(65, "*.example");
  }

  @Test
  void refusesACertificateThatIsOver() {
    Shell.at(NOT_AFTER).run(alice.sign()).failsWith(65, "expired");
  }

  @Test
  void refusesACertificateThatHasNotBegun() {
    Shell.at(Shell.NOW.minus(Duration.ofDays(1))).run(alice.sign()).failsWith(65, "valid from");
  }

  @Test
  void refusesACertificateThatNoVerifierWouldAccept() throws Exception {
    alice.install(lab, lab.authority().leaf("alice.example").endsAfter(Duration.ofDays(400)));

    Shell.now().run(alice.sign()).failsWith(65, "nobody would accept", "leaf-profile");
  }

  @Test
  void refusesDevicesWhoseProofIsForAnotherName() throws Exception {
    String stolen = Files.readString(alice.devices()).replace("alice.example", "bob.example");
    Files.writeString(alice.devices(), stolen);
    alice.install(lab, lab.authority().leaf("bob.example"));

    Shell.now().run(alice.sign()).failsWith(65, "proof of device 1");
  }

  @Test
  void refusesToSignForNobody() {
    Shell.now().runWell("device", "remove", 1, "--devices", alice.devices());

    Shell.now().run(alice.sign()).failsWith(65, "no device");
  }

  @Test
  void refusesDevicesOfAnotherCallsign() {
    Shell.now().run(alice.sign("--domain", "bob.example")).failsWith(78, "bob.example");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "hello", "e30.e30.e30"})
  void neverReplacesWhatIsNoStatement(String text) throws Exception {
    Files.writeString(alice.statement(), text);

    Shell.now()
        .run(alice.sign("--out", alice.statement()))
        .failsWith(65, "not a key statement to follow");
    assertThat(alice.statement()).hasContent(text);
  }

  @Test
  void neverReplacesTheKeyEvenWhenTheStatementToFollowIsElsewhere() throws Exception {
    alice.signedNow();
    String key = Files.readString(alice.key());

    Shell.now()
        .run(alice.sign("--previous", alice.statement(), "--out", alice.key()))
        .failsWith(65, "privkey.pem is not a key statement");
    assertThat(alice.key()).hasContent(key);
  }

  @Test
  void neverFollowsTheStatementOfAnotherCallsign() throws Exception {
    Path other = Files.createDirectory(folder.resolve("bob"));
    Owner bob = Owner.of("bob.example", lab, other);
    bob.signedNow();

    Shell.now()
        .run(alice.sign("--previous", bob.statement()))
        .failsWith(65, "a statement of bob.example");
  }

  @Test
  void saysWhichFileIsMissing() throws Exception {
    Files.delete(alice.key());

    Shell.now().run(alice.sign()).failsWith(78, "privkey.pem", "no such file");
  }

  private static StatementVerdict verdict(String compact) {
    TrustPolicy policy =
        new TrustPolicy(
            new TrustAnchors(List.of(), List.of(lab.authority().anchor()), List.of()), Set.of());
    return new StatementVerifier(VerificationPolicy.of(policy))
        .verify(callsign(), compact, Observation.offline(null), Shell.NOW);
  }

  private static Callsign callsign() {
    try {
      return Callsign.parse("alice.example", NamePolicy.PUBLIC);
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }

  private static JsonNode payload(String compact) throws IOException {
    String payload = compact.substring(compact.indexOf('.') + 1, compact.lastIndexOf('.'));
    return new ObjectMapper().readTree(Base64.getUrlDecoder().decode(payload));
  }

  private static String sha256(String compact) throws Exception {
    byte[] hash =
        MessageDigest.getInstance("SHA-256").digest(compact.getBytes(StandardCharsets.US_ASCII));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
  }
}
