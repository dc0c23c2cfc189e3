package dev.callsign.acme;

import dev.callsign.lab.CertificateSpec;
import dev.callsign.lab.DomainCertificate;
import dev.callsign.lab.Lab;
import dev.callsign.x509.CertificateChain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.util.Base64;
import java.util.List;

/** Somebody with a folder of files that the commands work on: chain, key, devices, statement. */
public final class Owner {
  private final Path folder;
  private final String callsign;

  private Owner(Path folder, String callsign) {
    this.folder = folder;
    this.callsign = callsign;
  }

  /** An owner with a good certificate of the lab and one device. */
  public static Owner of(String callsign, Lab lab, Path folder) throws IOException {
    Owner owner = new Owner(folder, callsign);
    owner.install(lab.authority().issue(lab.authority().leaf(callsign)));
    Shell.now()
        .runWell(
            "device", "add", "--domain", callsign, "--devices", owner.devices(), "--unencrypted");
    return owner;
  }

  /** Another certificate in place of the one before. */
  public void install(Lab lab, CertificateSpec spec) throws IOException {
    install(lab.authority().issue(spec));
  }

  private void install(DomainCertificate certificate) throws IOException {
    Files.writeString(chain(), certificate.chain().toPem());
    Files.writeString(key(), pem(certificate.domainKey().getPrivate()));
  }

  /** A chain of the leaf alone. */
  public void forgetIntermediates() throws Exception {
    CertificateChain full = CertificateChain.parsePem(Files.readString(chain()));
    Files.writeString(chain(), CertificateChain.of(List.of(full.leaf())).toPem());
  }

  /** {@code sign} with everything it needs, and {@code more}. */
  public Object[] sign(Object... more) {
    Object[] base = {"sign", "--cert", chain(), "--key", key(), "--devices", devices()};
    return Shell.join(base, more);
  }

  /** Signs into {@link #statement()} and reads it. */
  public String signedNow() throws IOException {
    Shell.now().runWell(sign("--out", statement()));
    return Files.readString(statement());
  }

  /** The name. */
  public String callsign() {
    return callsign;
  }

  /** fullchain.pem. */
  public Path chain() {
    return folder.resolve("fullchain.pem");
  }

  /** privkey.pem. */
  public Path key() {
    return folder.resolve("privkey.pem");
  }

  /** devices.json. */
  public Path devices() {
    return folder.resolve("devices.json");
  }

  /** statement.jws. */
  public Path statement() {
    return folder.resolve("statement.jws");
  }

  /** A private key as PKCS#8 in PEM. */
  public static String pem(PrivateKey key) {
    return "-----BEGIN PRIVATE KEY-----\n"
        + Base64.getMimeEncoder().encodeToString(key.getEncoded())
        + "\n-----END PRIVATE KEY-----\n";
  }
}
