package dev.callsign.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.callsign.lab.DomainCertificate;
import dev.callsign.lab.LabHost;
import dev.callsign.x509.CertificateChain;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.Base64;

/** An owner who orders certificates from pebble, signs with the packaged agent and hosts both. */
final class PebbleOwner {
  private final Path folder;
  private final LabHost host;
  private final Acme acme;

  /** Makes his device, in a folder of his own below {@code parent}. */
  PebbleOwner(Path parent, LabHost host, Pebble pebble) throws Exception {
    this.folder = Files.createDirectories(parent.resolve(host.callsign().aLabel()));
    this.host = host;
    this.acme = new Acme(pebble);
    run(
        "device",
        "add",
        "--domain",
        host.callsign().aLabel(),
        "--devices",
        "devices.json",
        "--allow-test-names",
        "--unencrypted");
  }

  String name() {
    return host.callsign().aLabel();
  }

  /** Orders a certificate, signs the next statement with it, serves both; gives back the leaf. */
  X509Certificate renew(Pebble.Profile profile) throws Exception {
    KeyPair key = Acme.newKey();
    CertificateChain chain = CertificateChain.of(acme.order(name(), key, profile));
    Files.writeString(folder.resolve("fullchain.pem"), chain.toPem());
    Files.writeString(
        folder.resolve("privkey.pem"),
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(key.getPrivate().getEncoded())
            + "\n-----END PRIVATE KEY-----\n");
    run(
        "sign",
        "--cert",
        "fullchain.pem",
        "--key",
        "privkey.pem",
        "--devices",
        "devices.json",
        "--out",
        "statement.jws",
        "--allow-test-names");
    host.serve(
        new DomainCertificate(chain, key), Files.readString(folder.resolve("statement.jws")));
    return chain.leaf();
  }

  Acme acme() {
    return acme;
  }

  /** Runs the agent, which must succeed; gives back what it printed. */
  String run(String... arguments) throws Exception {
    Packaged.Run run = Packaged.agent(folder, arguments);
    assertThat(run.exitCode()).as(run.output()).isZero();
    return run.output();
  }
}
