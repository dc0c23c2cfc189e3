package dev.callsign.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.callsign.report.Finding;
import dev.callsign.report.MalformedException;
import dev.callsign.report.Slug;
import dev.callsign.x509.CertificateChain;
import dev.callsign.x509.ChainVerdict;
import dev.callsign.x509.ChainVerifier;
import dev.callsign.x509.LeafNames;
import dev.callsign.x509.LeafProfile;
import dev.callsign.x509.TrustPolicy;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The input is a chain: PEM text when it begins with a hyphen, otherwise certificates in DER one
 * after the other. It is judged under the policy of production a day after its leaf began, so that
 * accepted are chains of Let's Encrypt.
 */
final class ChainFuzz implements FuzzTarget {

  private static final Duration DAY = Duration.ofDays(1);

  /** Bits of the first length octet that say how many more there are (X.690 §8.1.3.5). */
  private static final int LONG_LENGTH = 0x80;

  private final TrustPolicy policy = TrustPolicy.production();

  @Override
  public boolean accepts(byte[] input) {
    CertificateChain chain;
    try {
      chain =
          input.length > 0 && input[0] == '-'
              ? CertificateChain.parsePem(new String(input, StandardCharsets.ISO_8859_1))
              : CertificateChain.decode(split(input));
    } catch (MalformedException e) {
      assertThat(e.slug()).isEqualTo(Slug.STATEMENT_HEADER);
      return false;
    }
    survivesWriting(chain);
    X509Certificate leaf = chain.leaf();
    Instant at = leaf.getNotBefore().toInstant().plus(DAY);
    ChainVerdict verdict = ChainVerifier.verify(chain, policy, at);
    List<Finding> findings =
        List.of(
            verdict.finding(), LeafProfile.check(leaf, at), LeafNames.check(leaf, FuzzWorld.ALICE));
    Verdicts.repeatNothing(findings, chain.toPem());
    assertThat(ChainVerifier.verify(chain, policy, at)).isEqualTo(verdict);
    if (!verdict.finding().failed()) {
      assertThat(verdict.issuer()).isNotNull();
      assertThat(verdict.anchorAdded()).isFalse();
    }
    return !verdict.finding().failed();
  }

  private static void survivesWriting(CertificateChain chain) {
    try {
      assertThat(CertificateChain.decode(chain.encode())).isEqualTo(chain);
      assertThat(CertificateChain.parsePem(chain.toPem())).isEqualTo(chain);
    } catch (MalformedException e) {
      throw new AssertionError("what was read cannot be written", e);
    }
  }

  /** Cuts after each DER element; what is no element any more is the last piece. */
  private static List<byte[]> split(byte[] input) {
    List<byte[]> pieces = new ArrayList<>();
    int from = 0;
    while (from < input.length) {
      int to = Math.clamp(from + elementLength(input, from), from + 1, input.length);
      pieces.add(Arrays.copyOfRange(input, from, to));
      from = to;
    }
    return pieces;
  }

  private static long elementLength(byte[] input, int from) {
    if (from + 1 >= input.length) {
      return input.length;
    }
    int first = input[from + 1] & 0xff;
    if (first < LONG_LENGTH) {
      return 2L + first;
    }
    long length = 0;
    int octets = first - LONG_LENGTH;
    for (int i = 0; i < octets && i < Integer.BYTES && from + 2 + i < input.length; i++) {
      length = (length << 8) | (input[from + 2 + i] & 0xff);
    }
    return 2L + octets + length;
  }
}
