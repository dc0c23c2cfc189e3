package dev.callsign.acme.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callsign.acme.Owner;
import dev.callsign.acme.Shell;
import dev.callsign.acme.Shell.Outcome;
import dev.callsign.bundle.AnswerVerifier;
import dev.callsign.lab.Issuer;
import dev.callsign.lab.Lab;
import dev.callsign.prekey.IdentityKeyPair;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A directory that tells the truth, and directories that do not. */
class LookupCommandTest {
  private static Lab lab;

  private final Path folder;
  private final ScriptedDirectory directory = new ScriptedDirectory();
  private final Owner bob;
  private final String statement;
  private final Path anchor;

  LookupCommandTest(@TempDir Path folder) throws Exception {
    this.folder = folder;
    bob = Owner.of("bob.example", lab, folder);
    statement = bob.signedNow();
    anchor = lab.writeAnchor(folder.resolve("anchor.pem"));
    directory.answers(ScriptedDirectory.record(statement).toString());
  }

  @BeforeAll
  static void startsTheLab() {
    lab = Lab.start(Shell.now().clock(), new SecureRandom());
  }

  @AfterAll
  static void stopsTheLab() {
    lab.close();
  }

  @AfterEach
  void stopsTheDirectory() {
    directory.close();
  }

  @Test
  void printsTheEvidenceOfAnHonestAnswer() throws Exception {
    Outcome outcome = lookUp();

    assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
    String identityKey =
        new ObjectMapper()
            .readTree(Files.readString(bob.devices()))
            .path("devices")
            .path(0)
            .path("identity_key")
            .textValue();
    assertThat(outcome.out())
        .contains("VERIFIED bob.example at 2026-11-21T10:00:00Z")
        .contains("seq 1", "expires 2027-02-19T09:00:00Z")
        .contains("issuer O=Callsign Lab,CN=E1")
        .contains("identity key " + identityKey)
        .containsPattern("chain +pass")
        .containsPattern("revocation +skip")
        .containsPattern("freshness +pass");
  }

  @Test
  void neverRepeatsTheStateThatTheDirectoryClaims() throws Exception {
    directory.answers(ScriptedDirectory.record(statement).put("state", "splendid").toString());

    assertThat(lookUp().out()).contains("VERIFIED").doesNotContain("splendid");
  }

  @Test
  void asksForTheALabelAndForJson() {
    Shell.now().run("lookup", "BÜCHER.example.", "--directory", directory.url() + "/");

    assertThat(directory.requests())
        .containsExactly("GET /v1/callsigns/xn--bcher-kva.example application/json");
  }

  @Test
  void tellsAProgramTheSame() throws Exception {
    JsonNode json = lookUp("--json").json();

    assertThat(json.path("verified").booleanValue()).isTrue();
    assertThat(json.path("statement").path("seq").longValue()).isEqualTo(1);
    assertThat(json.path("devices").path(0).path("id").intValue()).isEqualTo(1);
    assertThat(json.path("report").findValuesAsText("verdict")).doesNotContain("fail");
  }

  @Test
  void trustsLetsEncryptAloneUnlessTold() {
    Outcome outcome = Shell.now().run("lookup", "bob.example", "--directory", directory.url());

    outcome.failsWith(65, "chain-untrusted");
    assertThat(outcome.out()).contains("NOT VERIFIED bob.example", "--anchors");
  }

  @Test
  void takesTheIssuersOfThatOrganizationAlone() {
    Outcome outcome =
        Shell.now()
            .run("lookup", "bob.example", "--directory", directory.url(), "--anchors", anchor);

    outcome.failsWith(65, "chain-not-letsencrypt");
  }

  @Test
  void takesEveryIssuerBelowTheAnchorsWhenToldSo() throws Exception {
    bob.install(lab, lab.authority().leaf("bob.example").issuer(Issuer.OTHER_ORGANIZATION));
    directory.answers(ScriptedDirectory.record(bob.signedNow()).toString());

    lookUp().failsWith(65, "chain-not-letsencrypt");
    Outcome outcome =
        Shell.now()
            .run(
                "lookup",
                "bob.example",
                "--directory",
                directory.url(),
                "--anchors",
                anchor,
                "--issuer-organization",
                "");
    assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
  }

  @Test
  void catchesADirectoryThatSwapsADeviceKey() throws Exception {
    ObjectNode lie = ScriptedDirectory.record(statement);
    byte[] otherKey = IdentityKeyPair.generate(new SecureRandom()).identityKey().encode();
    ((ObjectNode) lie.path("devices").path(0))
        .put("identity_key", ScriptedDirectory.encode(otherKey));
    directory.answers(lie.toString());

    Outcome outcome = lookUp();

    outcome.failsWith(65, "'devices' are not the devices of the signed statement");
    assertThat(outcome.out()).contains("NOT VERIFIED", "contradicts what the owner signed");
  }

  @Test
  void catchesADirectoryThatSwapsTheStatement() throws Exception {
    Owner mallory =
        Owner.of("mallory.example", lab, Files.createDirectory(folder.resolve("mallory")));
    directory.answers(
        ScriptedDirectory.record(mallory.signedNow()).put("callsign", "bob.example").toString());

    Outcome outcome = lookUp("--json");

    outcome.failsWith(65, "name-mismatch");
    assertThat(outcome.json().path("verified").booleanValue()).isFalse();
    assertThat(outcome.json().path("exit_code").intValue()).isEqualTo(65);
  }

  @Test
  void catchesADirectoryThatChangesThePayload() throws Exception {
    int payload = statement.indexOf('.') + 1;
    String changed =
        statement.substring(0, payload)
            + ScriptedDirectory.payloadWithRegistrationId(statement, 7)
            + statement.substring(statement.lastIndexOf('.'));
    ObjectNode lie = ScriptedDirectory.record(statement);
    directory.answers(lie.put("statement", changed).toString());

    lookUp().failsWith(65, "statement-signature");
  }

  @Test
  void refusesAStatementThatIsOver() {
    Outcome outcome = lookUpAt(Instant.parse("2027-02-19T09:00:01Z"));

    outcome.failsWith(65, "chain-expired");
    assertThat(outcome.out()).contains("curl -X POST " + directory.url() + "/v1/callsigns/bob");
  }

  @Test
  void remembersWhatItAcceptedAndRefusesOlderStatements() throws Exception {
    Path recorded = folder.resolve("recorded.json");
    String newer = bob.signedNow();
    directory.answers(ScriptedDirectory.record(newer).toString());
    assertThat(lookUp("--recorded", recorded).exitCode()).isZero();
    assertThat(lookUp("--recorded", recorded).exitCode()).isZero();
    String remembered = Files.readString(recorded);

    directory.answers(ScriptedDirectory.record(statement).toString());

    lookUp("--recorded", recorded).failsWith(65, "statement-rollback");
    assertThat(recorded).hasContent(remembered);
    assertThat(new ObjectMapper().readTree(remembered).path("seq").longValue()).isEqualTo(2);
  }

  @Test
  void acceptsTheStatementThatFollowsTheRememberedOne() throws Exception {
    Path recorded = folder.resolve("recorded.json");
    lookUp("--recorded", recorded);
    directory.answers(ScriptedDirectory.record(bob.signedNow()).toString());

    assertThat(lookUp("--recorded", recorded).exitCode()).isZero();
    assertThat(Files.readString(recorded)).contains("\"seq\" : 2");
  }

  @Test
  void remembersOneCallsignInAFile() throws Exception {
    Path recorded = folder.resolve("recorded.json");
    lookUp("--recorded", recorded);

    Shell.now()
        .run("lookup", "eve.example", "--directory", directory.url(), "--recorded", recorded)
        .failsWith(78, "records bob.example");
  }

  @Test
  void saysHowToRegister() {
    directory.answersProblem(404, "{\"title\":\"Unknown callsign\",\"detail\":\"never seen\"}");

    lookUp()
        .failsWith(
            65,
            "bob.example is not registered",
            "Unknown callsign: never seen",
            "curl -X POST",
            "-d '{\"domain\":\"bob.example\"}' " + directory.url() + "/v1/callsigns");
  }

  @Test
  void saysWhyARecordIsGone() {
    directory.answersProblem(410, "{\"title\":\"Certificate revoked\"}");

    lookUp().failsWith(65, "gone", "Certificate revoked");
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 500, 503})
  void triesLaterWhenTheDirectoryCannotAnswer(int status) {
    directory.answers(status, Map.of("Retry-After", "120"), "<html>sorry</html>");

    lookUp().failsWith(75, "status " + status, "Retry-After: 120");
  }

  @Test
  void triesLaterWhenNobodyAnswers() {
    directory.close();

    lookUp().failsWith(75, "cannot reach the directory " + directory.url());
  }

  @Test
  void neverFollowsARedirect() {
    directory.answers(302, Map.of("Location", directory.url() + "/elsewhere"), "");

    lookUp().failsWith(78, "moved", "/elsewhere");
    assertThat(directory.requests()).hasSize(1);
  }

  @Test
  void keepsTheTerminalFromWhatADirectorySays() {
    directory.answersProblem(404, "{\"title\":\"\\u001b[2J\\nVERIFIED bob.example\"}");

    Outcome outcome = lookUp();

    outcome.failsWith(65, "not registered");
    assertThat(outcome.err()).doesNotContain("\u001b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "<html>", "[]", "{}", "{\"statement\":7}"})
  void refusesGarbage(String body) {
    directory.answers(body);

    lookUp().failsWith(65, "does not answer as a directory does");
  }

  @Test
  void readsNoMoreThanAnAnswerCanHave() {
    directory.answers("{\"statement\":\"" + "x".repeat(AnswerVerifier.MAX_BYTES) + "\"}");

    lookUp().failsWith(65, "at most " + AnswerVerifier.MAX_BYTES);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ftp://x", "directory.example", "http://d.example/?a", "http://u@d.example"})
  void refusesWhatIsNoAddress(String url) {
    Shell.now().run("lookup", "bob.example", "--directory", url).failsWith(78, "--directory");
  }

  @Test
  void refusesAnchorsThatAreNone() throws Exception {
    Files.writeString(anchor, "no certificate");

    lookUp().failsWith(78, "anchor.pem");
  }

  private Outcome lookUp(Object... more) {
    return lookUp(Shell.now(), more);
  }

  private Outcome lookUpAt(Instant instant) {
    return lookUp(Shell.at(instant));
  }

  private Outcome lookUp(Shell shell, Object... more) {
    Object[] base = {
      "lookup",
      "bob.example",
      "--directory",
      directory.url(),
      "--anchors",
      anchor,
      "--issuer-organization",
      "Callsign Lab"
    };
    return shell.run(Shell.join(base, more));
  }
}
