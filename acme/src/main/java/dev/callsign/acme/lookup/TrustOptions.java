package dev.callsign.acme.lookup;

import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.ExitCode;
import dev.callsign.acme.file.InputFile;
import dev.callsign.report.MalformedException;
import dev.callsign.x509.CertificateChain;
import dev.callsign.x509.TrustAnchors;
import dev.callsign.x509.TrustPolicy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Option;

/** Whom a lookup trusts to issue certificates: Let's Encrypt, unless the caller says otherwise. */
final class TrustOptions {

  @Option(
      names = "--anchors",
      paramLabel = "PEM",
      description = "Trust these roots too, for a private deployment; may be repeated.")
  private List<Path> anchorFiles = new ArrayList<>();

  @Option(
      names = "--issuer-organization",
      paramLabel = "O",
      description =
          "Take certificates issued by this organization instead of Let's Encrypt's; may"
              + " be repeated; \"\" takes any below the anchors.")
  private List<String> organizations = new ArrayList<>();

  /**
   * The policy that the options make.
   *
   * @throws CommandFailure {@code BAD_CONFIGURATION}: a file without certificates; otherwise as
   *     {@link InputFile#read}
   */
  TrustPolicy policy() throws CommandFailure {
    TrustPolicy production = TrustPolicy.production();
    TrustAnchors anchors = production.anchors();
    for (Path file : anchorFiles) {
      anchors = anchors.withAdded(read(file).certificates());
    }
    if (organizations.isEmpty()) {
      return new TrustPolicy(anchors, production.issuerOrganizations());
    }
    return new TrustPolicy(
        anchors, organizations.contains("") ? Set.of() : Set.copyOf(organizations));
  }

  /** Whether the caller said anything about trust. */
  boolean isGiven() {
    return !anchorFiles.isEmpty() || !organizations.isEmpty();
  }

  private static CertificateChain read(Path file) throws CommandFailure {
    try {
      return CertificateChain.parsePem(InputFile.readText(file));
    } catch (MalformedException e) {
      throw new CommandFailure(
          ExitCode.BAD_CONFIGURATION, file + " holds no trust anchors in PEM: " + e.detail());
    }
  }
}
