package dev.callsign.revocation;

import dev.callsign.report.Finding;
import dev.callsign.report.MalformedException;
import dev.callsign.report.Mode;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Revocation lists that a case of a test suite brings along, as RFC 5280 §6.3.3 uses them.
 *
 * <p>What the step {@code revocation} asks for besides (the distribution point of the leaf, its
 * host, ten days at most) is left out here: suites know nothing of it.
 *
 * @param lists those that parse
 * @param unreadable how many do not
 */
public record GivenLists(List<Crl> lists, int unreadable) {

  private static final String BEGIN = "-----BEGIN X509 CRL-----";
  private static final String END = "-----END X509 CRL-----";

  /** Reads lists in PEM. */
  public static GivenLists parse(List<String> pem) {
    List<Crl> lists = new ArrayList<>();
    int unreadable = 0;
    for (String text : pem) {
      try {
        int begin = text.indexOf(BEGIN) + BEGIN.length();
        String base64 = text.substring(begin, text.indexOf(END));
        lists.add(Crl.decode(Base64.getMimeDecoder().decode(base64)));
      } catch (MalformedException | RuntimeException e) {
        unreadable++;
      }
    }
    return new GivenLists(List.copyOf(lists), unreadable);
  }

  /** Whether the case has none. */
  public boolean isEmpty() {
    return lists.isEmpty() && unreadable == 0;
  }

  /** Whether {@code leaf} is on a list that {@code issuer} may sign and did. */
  public boolean revokes(X509Certificate leaf, X509Certificate issuer, Instant at) {
    return lists.stream()
        .filter(list -> fault(list, leaf, issuer, at).isEmpty())
        .anyMatch(list -> list.find(leaf.getSerialNumber()).isPresent());
  }

  /** Why none of the lists in the name of the issuer can be used; empty when one can. */
  public Optional<String> unusable(X509Certificate leaf, X509Certificate issuer, Instant at) {
    List<Optional<String>> faults =
        lists.stream()
            .filter(list -> list.issuer().equals(issuer.getSubjectX500Principal()))
            .map(list -> fault(list, leaf, issuer, at))
            .toList();
    if (faults.isEmpty()) {
      return unreadable > 0 ? Optional.of("it does not parse") : Optional.empty();
    }
    return faults.stream().allMatch(Optional::isPresent) ? faults.getFirst() : Optional.empty();
  }

  /** Whether a list is in the name of somebody who issued {@code certificate}. */
  public boolean concern(X509Certificate certificate) {
    return lists.stream()
        .anyMatch(list -> list.issuer().equals(certificate.getIssuerX500Principal()));
  }

  /** The step {@code revocation} itself below a shipped anchor, with the first of the lists. */
  public Finding check(X509Certificate leaf, X509Certificate issuer, Instant at) {
    RevocationEvidence evidence =
        lists.isEmpty()
            ? new RevocationEvidence.Absent()
            : new RevocationEvidence.Fetched(lists.getFirst(), at);
    return RevocationVerifier.check(leaf, issuer, false, evidence, Mode.ENFORCE, at);
  }

  private static Optional<String> fault(
      Crl list, X509Certificate leaf, X509Certificate issuer, Instant at) {
    return CrlScope.faultByIssuer(list, issuer)
        .or(() -> faultByPoint(list, leaf))
        .or(() -> stale(list, at));
  }

  private static Optional<String> faultByPoint(Crl list, X509Certificate leaf) {
    if (list.extensions().issuingPoint() == null) {
      return Optional.empty();
    }
    try {
      return CrlDistributionPoint.of(leaf, true)
          .map(point -> CrlScope.faultByPoint(list, point))
          .orElse(Optional.of("it is for a distribution point, and the leaf names none"));
    } catch (MalformedException e) {
      return Optional.of(e.detail());
    }
  }

  private static Optional<String> stale(Crl list, Instant at) {
    return at.isBefore(list.thisUpdate())
            || list.nextUpdate().filter(next -> at.isBefore(next)).isEmpty()
        ? Optional.of("it is not valid now")
        : Optional.empty();
  }
}
