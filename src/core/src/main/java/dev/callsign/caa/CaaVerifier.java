package dev.callsign.caa;

import dev.callsign.report.Finding;
import dev.callsign.report.Slug;
import dev.callsign.report.Step;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads CAA records as the authority will when the certificate is next renewed.
 *
 * <p>CAA binds at the moment of issuance only, so nothing here speaks against a certificate that
 * exists: no finding fails. It is NOT checked whether the account in {@code accounturi} is the
 * owner's, nor whether the existing certificate was issued under these records.
 */
public final class CaaVerifier {

  private static final String EXPECTED = "CAA that allows the authority, for one account only";

  private CaaVerifier() {}

  /**
   * Judges what was looked up.
   *
   * @param identities issuer domain names of the authorities that may issue for callsigns, for
   *     example {@code letsencrypt.org}; compared as written, as the authorities do
   * @return one finding: pass, a warning, or skip when there was no answer
   */
  public static List<Finding> check(CaaLookup lookup, Set<String> identities) {
    return List.of(
        switch (lookup) {
          case CaaLookup.Failed failed -> Finding.skip(Step.CAA, failed.why());
          case CaaLookup.None none ->
              unbound("no CAA record anywhere: every authority may issue, for every account");
          case CaaLookup.Found found -> check(found.set(), identities);
        });
  }

  private static Finding check(CaaSet set, Set<String> identities) {
    String at = " at " + set.foundAt();
    Optional<CaaProperty> unknown =
        set.properties().stream().filter(CaaProperty::isCriticalAndUnknown).findFirst();
    if (unknown.isPresent()) {
      return forbidden("a critical property that no authority may pass over" + at);
    }
    if (set.properties().stream().noneMatch(property -> property.is("issue"))) {
      return unbound("nothing about issuing" + at + ": every authority may, for every account");
    }
    List<IssueValue> allowing =
        set.properties().stream()
            .filter(property -> property.is("issue"))
            .flatMap(property -> IssueValue.parse(property.value()).stream())
            .filter(value -> identities.contains(value.issuer()) && value.isSatisfiable())
            .toList();
    if (allowing.isEmpty()) {
      return forbidden(
          "no record" + at + " allows " + identities.stream().sorted().toList() + " to issue");
    }
    return allowing.stream().anyMatch(value -> value.values("accounturi").isEmpty())
        ? unbound("allowed" + at + " without accounturi: for every account")
        : Finding.pass(Step.CAA, EXPECTED, bound(allowing) + at);
  }

  private static String bound(List<IssueValue> allowing) {
    return allowing.stream()
        .map(value -> value.issuer() + " for " + value.values("accounturi").getFirst())
        .collect(Collectors.joining(", "));
  }

  private static Finding forbidden(String seen) {
    return Finding.warn(
        Slug.CAA_FORBIDS_ISSUER, EXPECTED, seen + ": the next renewal will be refused");
  }

  private static Finding unbound(String seen) {
    return Finding.warn(Slug.CAA_NOT_ACCOUNT_BOUND, EXPECTED, seen);
  }
}
