package dev.callsign.x509;

import dev.callsign.report.Finding;
import dev.callsign.report.Slug;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/**
 * The number of intermediates that each authority allows below itself (RFC 5280 §4.2.1.9, §6.1.4 l
 * and m). Self-issued certificates are not counted, nor is the leaf.
 *
 * @param initial how many the relying party allows at most (max_path_length of §6.1.2 k)
 */
record PathLength(int initial) implements PathRule {

  @Override
  public Optional<Finding> broken(ParsedPath path) {
    List<CertificateFields> downwards = path.downwards();
    BigInteger left = BigInteger.valueOf(initial).min(allowedBelow(path.anchor(), initial));
    for (CertificateFields authority : downwards.subList(1, downwards.size() - 1)) {
      if (!authority.isSelfIssued()) {
        if (left.signum() == 0) {
          return Optional.of(
              Finding.fail(
                  Slug.CHAIN_CONSTRAINT,
                  "no more intermediates than each authority allows below itself",
                  authority + " is one too many"));
        }
        left = left.subtract(BigInteger.ONE);
      }
      left = left.min(allowedBelow(authority, initial));
    }
    return Optional.empty();
  }

  private static BigInteger allowedBelow(CertificateFields authority, int otherwise) {
    return authority
        .extension(KnownExtension.BASIC_CONSTRAINTS)
        .flatMap(constraints -> Optional.ofNullable(constraints.getPathLenConstraint()))
        .orElse(BigInteger.valueOf(otherwise));
  }
}
