package dev.callsign.acme.statement;

import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.ExitCode;
import dev.callsign.acme.file.InputFile;
import dev.callsign.name.Callsign;
import dev.callsign.report.Finding;
import dev.callsign.report.MalformedException;
import dev.callsign.x509.CertificateChain;
import dev.callsign.x509.LeafNames;
import java.nio.file.Path;
import java.time.Instant;

/** Reads the chain that signs, and checks what a signer can know about it. */
final class FullChain {

  private FullChain() {}

  /**
   * Reads PEM certificates, leaf first.
   *
   * @throws CommandFailure {@code BAD_INPUT}: no certificates, or the leaf alone; otherwise as
   *     {@link InputFile#read}
   */
  static CertificateChain read(Path path) throws CommandFailure {
    CertificateChain chain;
    try {
      chain = CertificateChain.parsePem(InputFile.readText(path));
    } catch (MalformedException e) {
      throw bad(path + " is not a certificate chain in PEM: " + e.detail());
    }
    if (chain.certificates().size() < 2) {
      throw bad(
          path
              + " holds the certificate alone: give the full chain, leaf first and then the"
              + " authority's intermediate (certbot: fullchain.pem)");
    }
    return chain;
  }

  /** Refuses a leaf that is not for {@code callsign} or not valid at {@code at}. */
  static void check(CertificateChain chain, Callsign callsign, Instant at) throws CommandFailure {
    Finding names = LeafNames.check(chain.leaf(), callsign);
    if (names.failed()) {
      throw bad("the certificate is not for " + callsign + ": it names " + names.seen());
    }
    Instant notBefore = chain.leaf().getNotBefore().toInstant();
    Instant notAfter = chain.leaf().getNotAfter().toInstant();
    if (at.isBefore(notBefore)) {
      throw bad("the certificate is valid from " + notBefore + " only; check the clock");
    }
    if (!at.isBefore(notAfter)) {
      throw bad("the certificate expired at " + notAfter + ": renew it first");
    }
  }

  private static CommandFailure bad(String why) {
    return new CommandFailure(ExitCode.BAD_INPUT, why);
  }
}
