package dev.callsign.statement;

import dev.callsign.report.MalformedException;
import dev.callsign.x509.CertificateChain;

/**
 * What a compact JWS says, read without believing it: neither signature nor chain is checked.
 *
 * <p>For whoever kept a statement that was verified before and wants to read it again, and for
 * signers that follow up on their own last statement. Everybody else wants {@link
 * StatementVerifier}.
 *
 * @param statement the payload
 * @param chain {@code x5c}, leaf first
 */
public record UnverifiedStatement(KeyStatement statement, CertificateChain chain) {

  /** Bytes of the largest compact JWS that is read. */
  public static final int MAX_BYTES = StatementJws.MAX_BYTES;

  /**
   * Parses a compact JWS.
   *
   * @throws MalformedException any slug of the step {@code statement} that concerns form
   */
  public static UnverifiedStatement parse(String compact) throws MalformedException {
    StatementJws jws = StatementJws.parse(compact);
    return new UnverifiedStatement(KeyStatement.parse(jws.payload()), jws.chain());
  }
}
