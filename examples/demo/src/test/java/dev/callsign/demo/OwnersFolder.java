package dev.callsign.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.callsign.lab.DomainCertificate;
import dev.callsign.lab.Lab;
import dev.callsign.lab.LabHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** What an owner has on his machine: a certificate, the packaged agent and its files. */
final class OwnersFolder {
  static final String DEVICES = "devices.json";
  static final String PASSPHRASE = "passphrase";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;
  private final LabHost host;
  private final DomainCertificate certificate;

  private OwnersFolder(Path folder, LabHost host, DomainCertificate certificate) {
    this.folder = folder;
    this.host = host;
    this.certificate = certificate;
  }

  /** Gets a certificate for {@code name} from the lab's authority, and chooses a passphrase. */
  static OwnersFolder create(Path parent, Lab lab, String name) throws IOException {
    LabHost host = lab.host(name);
    Path folder = Files.createDirectories(parent.resolve(name));
    DomainCertificate certificate =
        lab.authority().issue(lab.authority().leaf(host.callsign().aLabel()));
    Files.writeString(folder.resolve("fullchain.pem"), certificate.chain().toPem());
    secret(
        folder.resolve("privkey.pem"),
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder()
                .encodeToString(certificate.domainKey().getPrivate().getEncoded())
            + "\n-----END PRIVATE KEY-----\n");
    secret(folder.resolve(PASSPHRASE), "correct horse battery staple\n");
    return new OwnersFolder(folder, host, certificate);
  }

  LabHost host() {
    return host;
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  /** Adds a device with an encrypted key, signs a statement that lists it, and hosts it. */
  void addDeviceAndHost() throws Exception {
    runWell(
        "device",
        "add",
        "--domain",
        host.callsign().aLabel(),
        "--devices",
        DEVICES,
        "--passphrase-file",
        PASSPHRASE,
        "--allow-test-names");
    runWell(
        "sign",
        "--cert",
        "fullchain.pem",
        "--key",
        "privkey.pem",
        "--devices",
        DEVICES,
        "--out",
        "statement.jws",
        "--allow-test-names");
    host.serve(certificate, Files.readString(file("statement.jws")));
  }

  /** {@code prekeys COMMAND} of the first device. */
  Packaged.Run prekeys(String command, String directory, String... more) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("prekeys", command, "--device", "1"));
    arguments.addAll(ofDevices(directory));
    arguments.addAll(List.of(more));
    return run(arguments.toArray(String[]::new));
  }

  /** What {@code prekeys status} says for programs, whatever it ends with. */
  JsonNode status(String directory) throws Exception {
    // A complaint that follows the object is not read.
    return JSON.readTree(prekeys("status", directory, "--json").output());
  }

  /** The options that every command about prekeys takes. */
  static List<String> ofDevices(String directory) {
    return List.of("--devices", DEVICES, "--passphrase-file", PASSPHRASE, "--directory", directory);
  }

  Packaged.Run run(String... arguments) throws Exception {
    return Packaged.agent(folder, arguments);
  }

  String runWell(String... arguments) throws Exception {
    Packaged.Run run = run(arguments);
    assertThat(run.exitCode()).as(run.output()).isZero();
    return run.output();
  }

  /** Starts {@code run}, which does not end by itself. */
  Process startRun(String directory) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("run"));
    arguments.addAll(ofDevices(directory));
    return Packaged.startAgent(folder, arguments.toArray(String[]::new));
  }

  private static void secret(Path file, String text) throws IOException {
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, text);
  }
}
