package dev.callsign.acme.adopt;

import static dev.callsign.acme.certificate.Kept.ALICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.callsign.acme.Owner;
import dev.callsign.acme.certificate.Adoption;
import dev.callsign.acme.certificate.CertificateFolder;
import dev.callsign.acme.certificate.Kept;
import dev.callsign.acme.certificate.StatementSource.SigningOutcome;
import dev.callsign.acme.certificate.StatementSource.Wanted;
import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.ExitCode;
import dev.callsign.lab.DomainCertificate;
import dev.callsign.lab.Lab;
import dev.callsign.x509.CertificateChain;
import dev.callsign.x509.Fingerprint;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of other ACME clients, whole and half-written. */
class WatchTest {
  private static final URI AUTHORITY = URI.create("https://acme.callsign.test/directory");
  private static Lab lab;

  private final Path home;
  private final Path theirs;
  private final Kept kept;

  WatchTest(@TempDir Path temporary) throws Exception {
    this.home = temporary.resolve("agent");
    this.theirs = Files.createDirectory(temporary.resolve("theirs"));
    this.kept = new Kept(lab.authority(), home, Clock.systemUTC());
  }

  @BeforeAll
  static void startsTheLab() throws Exception {
    lab = Lab.start(Clock.systemUTC(), new SecureRandom());
  }

  @AfterAll
  static void stopsTheLab() throws Exception {
    lab.close();
  }

  @Test
  void adoptsWhatIsThereOnce() throws Exception {
    Watch watch = watch(new Source.Certbot(theirs));
    DomainCertificate first = kept.certificate(Duration.ofDays(30));
    write(first, "fullchain.pem", "privkey.pem");

    assertThat(watch.adoptWhatIsThere())
        .isInstanceOfSatisfying(
            Watch.Outcome.TakenOver.class,
            taken -> {
              assertThat(taken.adopted().isLive()).isTrue();
              assertThat(taken.adopted().generation().origin().source()).isEqualTo("certbot");
              assertThat(taken.adopted().generation().origin().authority()).isEqualTo(AUTHORITY);
            });

    assertThat(live()).isEqualTo(hash(first));
    assertThat(watch.look()).isEqualTo(new Look.Nothing());
  }

  @Test
  void waitsUntilChainAndKeyMatch() throws Exception {
    Watch watch = watch(new Source.Lego(theirs, "alice.example"));
    DomainCertificate first = kept.certificate(Duration.ofDays(30));
    assertThat(watch.look()).isInstanceOf(Look.NotYet.class);
    writeChain(first, "alice.example.crt");
    assertThat(watch.look()).isInstanceOf(Look.NotYet.class);
    writeKey(first, "alice.example.key");
    watch.adoptWhatIsThere();
    assertThat(live()).isEqualTo(hash(first));

    DomainCertificate second = kept.certificate(Duration.ofDays(60));
    writeChain(second, "alice.example.crt"); // lego writes this one first
    assertThat(watch.adoptWhatIsThere())
        .isInstanceOfSatisfying(
            Watch.Outcome.Left.class,
            left -> assertThat(left.look()).isInstanceOf(Look.NotYet.class));
    assertThat(live()).isEqualTo(hash(first));
    writeKey(second, "alice.example.key");
    watch.adoptWhatIsThere();

    assertThat(live()).isEqualTo(hash(second));
  }

  @Test
  void saysWhatIsWrongWithHalfAFile() throws Exception {
    DomainCertificate own = kept.certificate(Duration.ofDays(30));
    write(own, "fullchain.pem", "privkey.pem");
    Path chain = theirs.resolve("fullchain.pem");
    String pem = Files.readString(chain);
    Files.writeString(chain, pem.substring(0, pem.length() / 2));
    Watch watch = watch(new Source.Certbot(theirs));
    assertThat(watch.look()).isInstanceOf(Look.Unusable.class);

    Files.writeString(chain, pem);

    assertThat(watch.look()).isInstanceOf(Look.Found.class);
    assertThat(watch.look().toString()).doesNotContain("PRIVATE").doesNotContain("BigInteger");
  }

  @Test
  void adoptsNothingThatEndsNoLater() throws Exception {
    kept.live(Duration.ofDays(60), "");
    String before = live();
    write(kept.certificate(Duration.ofDays(30)), "fullchain.pem", "privkey.pem");

    assertThat(watch(new Source.Certbot(theirs)).adoptWhatIsThere())
        .isEqualTo(new Watch.Outcome.Left(new Look.Nothing()));
    assertThat(live()).isEqualTo(before);
  }

  @Test
  void adoptsNothingForOthers() throws Exception {
    DomainCertificate other = lab.authority().issue(lab.authority().leaf("mallory.example"));
    write(other, "fullchain.pem", "privkey.pem");
    assertThat(watch(new Source.Certbot(theirs)).look())
        .isInstanceOfSatisfying(
            Look.Unusable.class,
            unusable -> assertThat(unusable.why()).contains("not for alice.example"));
  }

  @Test
  void takesTheOneOfSeveralAuthoritiesThatEndsLast() throws Exception {
    DomainCertificate last = kept.certificate(Duration.ofDays(60));
    caddy("acme-v02.api.letsencrypt.org-directory", kept.certificate(Duration.ofDays(30)));
    caddy("acme.zerossl.com-v2-dv90", last);
    caddy("zz.example-directory", kept.certificate(Duration.ofDays(45)));
    Files.createDirectories(theirs.resolve("certificates/other/other.example"));

    watch(new Source.Caddy(theirs, "alice.example")).adoptWhatIsThere();

    assertThat(live()).isEqualTo(hash(last));
  }

  @Test
  void followsTheDataLinkOfAKubernetesSecret() throws Exception {
    Watch watch = watch(new Source.KubernetesSecret(theirs));
    DomainCertificate first = kept.certificate(Duration.ofDays(30));
    mount("..2026_01", first);
    Files.createSymbolicLink(theirs.resolve("tls.crt"), Path.of("..data/tls.crt"));
    Files.createSymbolicLink(theirs.resolve("tls.key"), Path.of("..data/tls.key"));
    watch.adoptWhatIsThere();
    assertThat(live()).isEqualTo(hash(first));

    DomainCertificate second = kept.certificate(Duration.ofDays(60));
    mount("..2026_02", second);
    watch.adoptWhatIsThere();

    assertThat(live()).isEqualTo(hash(second));
  }

  @Test
  void triesAgainWhileAPassIsUnderWay() throws Exception {
    write(kept.certificate(Duration.ofDays(30)), "fullchain.pem", "privkey.pem");
    Watch watch = watch(new Source.Certbot(theirs));
    try (CertificateFolder _ = CertificateFolder.open(home, ALICE)) {
      assertThatThrownBy(watch::adoptWhatIsThere)
          .isInstanceOfSatisfying(
              CommandFailure.class,
              failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.TRY_LATER));
    }
    assertThat(watch.adoptWhatIsThere()).isInstanceOf(Watch.Outcome.TakenOver.class);
  }

  @Test
  void announcesTheNextKeyOfAcmeSh() throws Exception {
    Source.AcmeSh source = new Source.AcmeSh(theirs, "alice.example");
    DomainCertificate own = kept.certificate(Duration.ofDays(30));
    DomainCertificate next = kept.certificate(Duration.ofDays(30));
    write(own, "fullchain.cer", "alice.example.key");
    watch(source).adoptWhatIsThere();
    assertThat(live()).isEqualTo(hash(own));
    Path file = source.nextKey().orElseThrow();

    assertThat(announced(file, own.chain())).isNull();
    writeKey(own, "alice.example.key.next"); // it was used, and no other is there yet
    assertThat(announced(file, own.chain())).isNull();
    writeKey(next, "alice.example.key.next");
    assertThat(announced(file, own.chain()))
        .isEqualTo(Fingerprint.ofKey(next.leaf().getPublicKey()));
    Files.writeString(file, "-----BEGIN EC PRIV");
    assertThat(announced(file, own.chain())).isNull();
  }

  /** What a statement would announce. */
  private static @Nullable String announced(Path file, CertificateChain chain) {
    WantedStatements inner = new WantedStatements();
    SigningOutcome _ =
        new ForeignNextKey(inner, file)
            .sign(
                new Wanted(chain, null),
                lab.authority().issue(lab.authority().leaf("any.example")).domainKey().getPrivate(),
                Optional.empty(),
                Instant.EPOCH);
    return inner.wanted.getFirst().next();
  }

  private Watch watch(Source source) {
    Clock clock = Clock.systemUTC();
    return new Watch(source, AUTHORITY, new Adoption(home, ALICE, clock), clock);
  }

  private String live() throws Exception {
    return new Adoption(home, ALICE, Clock.systemUTC())
        .live()
        .map(chain -> Fingerprint.ofCertificate(chain.leaf()))
        .orElseThrow();
  }

  private static String hash(DomainCertificate own) {
    return Fingerprint.ofCertificate(own.leaf());
  }

  private void caddy(String authority, DomainCertificate own) throws Exception {
    String base = "certificates/" + authority + "/alice.example/";
    Files.createDirectories(theirs.resolve(base));
    write(own, base + "alice.example.crt", base + "alice.example.key");
  }

  /** As a kubelet does it. */
  private void mount(String version, DomainCertificate own) throws Exception {
    Files.createDirectory(theirs.resolve(version));
    write(own, version + "/tls.crt", version + "/tls.key");
    Path link = Files.createSymbolicLink(theirs.resolve("..data_tmp"), Path.of(version));
    Files.move(link, theirs.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
  }

  private void write(DomainCertificate own, String chain, String key) throws Exception {
    writeChain(own, chain);
    writeKey(own, key);
  }

  private void writeChain(DomainCertificate own, String name) throws Exception {
    Files.writeString(theirs.resolve(name), own.chain().toPem());
  }

  private void writeKey(DomainCertificate own, String name) throws Exception {
    Files.writeString(theirs.resolve(name), Owner.pem(own.domainKey().getPrivate()));
  }
}
