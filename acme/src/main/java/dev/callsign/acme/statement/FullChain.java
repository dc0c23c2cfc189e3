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
public final class FullChain {

  private FullChain() {}

  /**
   * Reads PEM certificates, leaf first.
   *
   * @throws CommandFailure {@code BAD_INPUT}: no certificates, or the leaf alone; otherwise as
   *     {@link InputFile#read}
   */
  public static CertificateChain read(Path path) throws CommandFailure {
    return parse(InputFile.readText(path), path);
  }

  /**
   * As {@link #read}, for text that was read already.
   *
   * @param source where it is from, for messages
   */
  public static CertificateChain parse(String pem, Path source) throws CommandFailure {
    CertificateChain chain;
    try {
      chain = CertificateChain.parsePem(pem);
    } catch (MalformedException e) {
      throw bad(source + " is not a certificate chain in PEM: " + e.detail());
    }
    if (chain.certificates().size() < 2) {
      throw bad(
          source
              + " holds the certificate alone: give the full chain, leaf first and then the"
              + " authority's intermediate (certbot: fullchain.pem)");
    }
    return chain;
  }

  /**
   * Refuses a leaf that is not for {@code callsign} or not valid at {@code at}.
   *
   * @throws CommandFailure {@code BAD_INPUT}
   */
  public static void check(CertificateChain chain, Callsign callsign, Instant at)
      throws CommandFailure {
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
