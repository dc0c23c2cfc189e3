package dev.callsign.acme.adopt;

import static dev.callsign.acme.certificate.Kept.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.callsign.acme.OpenSsl;
import dev.callsign.acme.Owner;
import dev.callsign.acme.Secrets;
import dev.callsign.acme.Shell;
import dev.callsign.acme.certificate.CertificateFolder;
import dev.callsign.acme.certificate.Kept;
import dev.callsign.acme.file.DurableFolder;
import dev.callsign.lab.DomainCertificate;
import dev.callsign.lab.Lab;
import dev.callsign.x509.CertificateChain;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code import}, with files as openssl and other clients write them. */
class ImportCommandTest {
  private static Lab lab;

  private final Path home;
  private final Path chain;
  private final Path key;
  private final Kept kept;

  ImportCommandTest(@TempDir Path temporary) throws Exception {
    this.home = temporary.resolve("agent");
    this.chain = temporary.resolve("fullchain.pem");
    this.key = temporary.resolve("privkey.pem");
    this.kept = new Kept(lab.authority(), home, clock());
    DurableFolder.create(home);
  }

  @BeforeAll
  static void startsTheLab() throws Exception {
    lab = Lab.start(clock(), new SecureRandom());
  }

  @AfterAll
  static void stopsTheLab() throws Exception {
    lab.close();
  }

  private static Clock clock() {
    return Clock.fixed(Shell.NOW, ZoneOffset.UTC);
  }

  @Test
  void takesOverACertificateAndNudgesTheAgent() throws Exception {
    write(kept.certificate(Duration.ofDays(30)));

    Shell.Outcome outcome = Shell.now().runWell(command("--acme", "https://ca.example/dir"));

    assertThat(outcome.out())
        .contains("Took over the certificate of alice.example as generation 1", "live     yes");
    Path live = home.resolve("certs/alice.example/live");
    assertThat(live.resolve("fullchain.pem")).hasSameTextualContentAs(chain);
    assertThat(Secrets.mode(live.resolve("privkey.pem"))).isEqualTo("rw-------");
    assertThat(live.resolve("meta.json")).content().contains("https://ca.example/dir", "certbot");
    assertThat(Nudge.file(home)).exists();
  }

  @Test
  void doesNoHarmTwice() throws Exception {
    write(kept.certificate(Duration.ofDays(30)));
    Shell.now().runWell(command());
    FileTime before = Files.getLastModifiedTime(home.resolve("certs/alice.example/live/cert.pem"));

    Shell.Outcome again = Shell.now().runWell(command("--json"));

    assertThat(again.json().path("new").booleanValue()).isFalse();
    assertThat(again.json().path("live").booleanValue()).isTrue();
    assertThat(again.json().path("generation").intValue()).isEqualTo(1);
    assertThat(Files.getLastModifiedTime(home.resolve("certs/alice.example/live/cert.pem")))
        .isEqualTo(before);
  }

  @Test
  void keepsServingWhatEndsLater() throws Exception {
    write(kept.certificate(Duration.ofDays(60)));
    Shell.now().runWell(command());
    write(kept.certificate(Duration.ofDays(30)));

    assertThat(Shell.now().runWell(command()).out())
        .contains("generation 2", "no: what is served ends no earlier");
    assertThat(Files.readSymbolicLink(home.resolve("certs/alice.example/live")))
        .isEqualTo(Path.of("gen/000001"));
  }

  @Test
  void readsEveryEncodingThatOpensslWrites() throws Exception {
    OpenSsl.assumePresent();
    Path ec = key.resolveSibling("ec");
    Path rsa = key.resolveSibling("rsa");
    OpenSsl.run("ecparam", "-name", "prime256v1", "-genkey", "-out", ec); // SEC1
    OpenSsl.run("genrsa", "-traditional", "-out", rsa, "2048"); // PKCS#1
    for (Path original : List.of(ec, rsa)) {
      Path pkcs8 = key.resolveSibling(original.getFileName() + "8");
      OpenSsl.run("pkcs8", "-topk8", "-nocrypt", "-in", original, "-out", pkcs8);
      writeSelfSignedBy(original);
      assertThat(Files.readString(original)).contains("BEGIN", "PRIVATE KEY-----");
      for (Path encoding : List.of(original, pkcs8)) {
        Files.writeString(key, Files.readString(encoding));
        Shell.Outcome outcome = Shell.at(Instant.now()).runWell(command());
        assertThat(outcome.out()).contains("generation");
      }
    }
    assertThat(Files.readString(ec)).contains("BEGIN EC PRIVATE KEY");
    assertThat(Files.readString(rsa)).contains("BEGIN RSA PRIVATE KEY");
  }

  /** A chain of openssl's: a leaf for this key, below a root. */
  private void writeSelfSignedBy(Path leafKey) throws Exception {
    Path root = key.resolveSibling("root");
    Path rootKey = key.resolveSibling("root.key");
    Path request = key.resolveSibling("csr");
    Path extensions = Files.writeString(key.resolveSibling("ext"), "subjectAltName=DNS:" + ALICE);
    Path leaf = key.resolveSibling("leaf");
    OpenSsl.run(
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-keyout",
        rootKey,
        "-out",
        root,
        "-subj",
        "/CN=root");
    OpenSsl.run("req", "-new", "-key", leafKey, "-subj", "/CN=" + ALICE, "-out", request);
    OpenSsl.run(
        "x509",
        "-req",
        "-in",
        request,
        "-CA",
        root,
        "-CAkey",
        rootKey,
        "-CAcreateserial",
        "-days",
        "30",
        "-extfile",
        extensions,
        "-out",
        leaf);
    Files.writeString(chain, Files.readString(leaf) + Files.readString(root));
  }

  @Test
  void refusesAKeyOfAnotherCertificate() throws Exception {
    write(kept.certificate(Duration.ofDays(30)));
    Files.writeString(
        key, Owner.pem(kept.certificate(Duration.ofDays(30)).domainKey().getPrivate()));
    Shell.now().run(command()).failsWith(65, "the key is not the key of the certificate");
    assertThat(home.resolve("certs/alice.example/live")).doesNotExist();
    assertThat(Nudge.file(home)).doesNotExist();
  }

  @Test
  void refusesWhatNobodyWouldAccept() throws Exception {
    DomainCertificate own = kept.certificate(Duration.ofDays(30));
    write(own);
    Shell.at(Shell.NOW.plus(Duration.ofDays(31))).run(command()).failsWith(65, "expired");
    Files.writeString(chain, CertificateChain.of(List.of(own.leaf())).toPem());
    Shell.now().run(command()).failsWith(65, "holds the certificate alone");
    Files.writeString(chain, "nothing");
    Shell.now().run(command()).failsWith(65, "not a certificate chain");
    write(lab.authority().issue(lab.authority().leaf("mallory.example")));
    Shell.now().run(command()).failsWith(65, "not for alice.example");
  }

  @Test
  void refusesBadOptions() throws Exception {
    write(kept.certificate(Duration.ofDays(30)));
    Shell.now().run(command("--acme", "http://ca.example")).failsWith(78, "https://");
    Shell.now().run(command("--source", "ordered")).failsWith(78, "--source");
    Files.delete(key);
    Shell.now().run(command()).failsWith(78, "no such file");
    Files.delete(home);
    Shell.now().run(command()).failsWith(78, "there is no folder");
  }

  @Test
  void waitsForAPassThatIsUnderWay() throws Exception {
    write(kept.certificate(Duration.ofDays(30)));
    CertificateFolder busy = CertificateFolder.open(home, ALICE);
    AtomicInteger waits = new AtomicInteger();

    Shell.now()
        .pausing(
            _ -> {
              if (waits.incrementAndGet() == 3) {
                closeNow(busy);
              }
              return true;
            })
        .runWell(command());

    assertThat(waits).hasValue(3);
  }

  @Test
  void saysTryLaterWhenAPassDoesNotEnd() throws Exception {
    write(kept.certificate(Duration.ofDays(30)));
    AtomicInteger waits = new AtomicInteger();
    try (CertificateFolder _ = CertificateFolder.open(home, ALICE)) {
      Shell.now()
          .pausing(
              _ -> {
                waits.incrementAndGet();
                return true;
              })
          .run(command())
          .failsWith(75, "try again");
    }
    assertThat(waits.get()).isEqualTo(25); // 5 s
  }

  private static void closeNow(CertificateFolder folder) {
    try {
      folder.close();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private Object[] command(Object... more) {
    boolean named = List.of(more).contains("--source");
    Object[] base = {"import", "--cert", chain, "--key", key, "--home", home, "--domain", ALICE};
    return Shell.join(named ? base : Shell.join(base, "--source", "certbot"), more);
  }

  private void write(DomainCertificate own) throws Exception {
    Files.writeString(chain, own.chain().toPem());
    Files.writeString(key, Owner.pem(own.domainKey().getPrivate()));
  }
}
