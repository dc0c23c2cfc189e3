package dev.callsign.x509;

import dev.callsign.name.Callsign;
import dev.callsign.name.NamePolicy;
import dev.callsign.report.Finding;
import dev.callsign.report.MalformedException;
import dev.callsign.report.Step;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;

/**
 * Judges one case twice: by the rules of RFC 5280 and the Baseline Requirements alone, and by all
 * of this project's.
 *
 * <p>A case that shall fail must fail by the first, so that no rule of our own hides a gap; one
 * that shall succeed must pass the first, and may be refused by our own rules where one of {@link
 * LimboRule} says why.
 */
final class LimboJudge {

  /** Longer than any path of a suite: our own limit is judged apart. */
  private static final int MAX_BELOW_ANCHOR = 16;

  private final LimboCase limbo;
  private final Set<String> usualCommonNames;
  private final X509Certificate leaf;
  private final CertificateFields fields;
  private final TrustAnchors anchors;

  private LimboJudge(
      LimboCase limbo,
      Set<String> usualCommonNames,
      X509Certificate leaf,
      CertificateFields fields) {
    this.limbo = limbo;
    this.usualCommonNames = usualCommonNames;
    this.leaf = leaf;
    this.fields = fields;
    this.anchors = new TrustAnchors(limbo.trusted(), List.of(), limbo.untrusted());
  }

  /**
   * The common names that leaves of {@code suite} have by the way: no alternative names, and the
   * case shall succeed. That such a name is wrong is not what a case is about.
   */
  static Set<String> usualCommonNames(List<LimboCase> suite) {
    return suite.stream()
        .filter(LimboCase::succeeds)
        .flatMap(limbo -> limbo.leaf().stream())
        .flatMap(leaf -> CertificateFields.decode(leaf).stream())
        .filter(leaf -> SubscriberForm.commonName(leaf).isPresent())
        .flatMap(leaf -> SubscriberForm.commonNames(leaf).stream())
        .collect(Collectors.toSet());
  }

  /** Judges a case of a suite whose leaves have these names by the way. */
  static LimboVerdict judge(LimboCase limbo, Set<String> usualCommonNames) {
    Optional<X509Certificate> leaf = limbo.leaf();
    Optional<CertificateFields> fields = leaf.flatMap(CertificateFields::decode);
    if (fields.isEmpty()) {
      return limbo.succeeds()
          ? new LimboVerdict.Unexplained("the leaf does not parse")
          : new LimboVerdict.Agrees("the leaf does not parse");
    }
    return new LimboJudge(limbo, usualCommonNames, leaf.orElseThrow(), fields.get()).judge();
  }

  private LimboVerdict judge() {
    Optional<String> standard = brokenStandard();
    if (!limbo.succeeds()) {
      return standard
          .or(this::brokenSubscriberForm)
          .<LimboVerdict>map(LimboVerdict.Agrees::new)
          .orElseGet(() -> explained(acceptanceRules(), "accepted"));
    }
    if (standard.isPresent()) {
      return explained(standardRules(), standard.get());
    }
    Set<LimboRule> rules = policyRules();
    Set<Step> refusing = refusingSteps();
    for (Step step : refusing) {
      if (rules.stream().noneMatch(rule -> rule.explains(step))) {
        return new LimboVerdict.Unexplained("refused by the step " + step.text());
      }
    }
    return refusing.isEmpty()
        ? new LimboVerdict.Agrees("")
        : new LimboVerdict.Explained(Set.copyOf(rules));
  }

  private static LimboVerdict explained(Set<LimboRule> rules, String reason) {
    return rules.isEmpty()
        ? new LimboVerdict.Unexplained(reason)
        : new LimboVerdict.Explained(rules);
  }

  /** Where the Baseline Requirements are stricter than RFC 5280, and the case is about it. */
  private Optional<String> brokenSubscriberForm() {
    boolean usual = usualCommonNames.containsAll(SubscriberForm.commonNames(fields));
    return SubscriberForm.authority(fields)
        .or(() -> SubscriberForm.purpose(fields))
        .or(() -> usual ? Optional.empty() : SubscriberForm.commonName(fields))
        .map(fault -> "expected " + fault.expected() + ", seen " + fault.seen());
  }

  /** The first rule of RFC 5280 or the Baseline Requirements that the case breaks. */
  private Optional<String> brokenStandard() {
    ChainVerdict chain = standardChain();
    return failure(chain.finding())
        .or(() -> LeafForm.broken(fields, limbo.purpose()).map(LimboJudge::describe))
        .or(this::otherName)
        .or(() -> revoked(chain));
  }

  private ChainVerdict standardChain() {
    CertificateChain alone = CertificateChain.of(List.of(leaf));
    return ChainVerifier.verify(
        alone, new PathFinder(alone, anchors, MAX_BELOW_ANCHOR), standard());
  }

  private List<PathRule> standard() {
    return ChainVerifier.baseline(
        limbo.at(), limbo.purpose(), limbo.maxIntermediates().orElse(MAX_BELOW_ANCHOR));
  }

  private Optional<String> revoked(ChainVerdict chain) {
    X509Certificate issuer = chain.issuer();
    if (issuer == null || limbo.lists().isEmpty()) {
      return Optional.empty();
    }
    return limbo.lists().revokes(leaf, issuer, limbo.at())
        ? Optional.of("revoked")
        : limbo.lists().unusable(leaf, issuer, limbo.at());
  }

  /** A name of the peer that the leaf is not for; a wildcard stands for a name here. */
  private Optional<String> otherName() {
    return limbo.names().stream()
        .filter(name -> !isFor(name))
        .findFirst()
        .map(name -> "not for " + name.value());
  }

  private boolean isFor(LimboCase.PeerName name) {
    return switch (name.kind()) {
      case "DNS" ->
          LeafNames.match(LeafNames.dnsNames(fields), name.value().toLowerCase(Locale.ROOT))
              != LeafNames.Match.NONE;
      case "IP" ->
          fields
              .alternativeNames(GeneralName.iPAddress)
              .anyMatch(own -> textOf(own).equals(name.value()));
      default ->
          fields
              .alternativeNames(GeneralName.rfc822Name)
              .anyMatch(own -> GeneralNameForm.text(own).equals(name.value()));
    };
  }

  private static String textOf(GeneralName address) {
    return AddressText.of(GeneralNameForm.octets(address));
  }

  /** The steps that refuse the leaf by all of our rules, as a directory runs them. */
  private Set<Step> refusingSteps() {
    Set<Step> refusing = EnumSet.noneOf(Step.class);
    if (LeafProfile.check(leaf, limbo.at()).failed()) {
      refusing.add(Step.LEAF);
    }
    boolean named = !limbo.forClients() && !limbo.names().isEmpty();
    if (!named || !limbo.names().stream().allMatch(this::isCallsign)) {
      refusing.add(Step.NAMES);
    }
    if (1 + limbo.untrusted().size() > CertificateChain.MAX_CERTIFICATES) {
      refusing.add(Step.CHAIN); // there is no such chain
      return refusing;
    }
    List<X509Certificate> sent = new ArrayList<>(List.of(leaf));
    sent.addAll(limbo.untrusted());
    TrustPolicy policy =
        new TrustPolicy(new TrustAnchors(limbo.trusted(), List.of(), List.of()), Set.of());
    ChainVerdict chain = ChainVerifier.verify(CertificateChain.of(sent), policy, limbo.at());
    if (chain.finding().failed()) {
      refusing.add(Step.CHAIN);
    }
    X509Certificate issuer = chain.issuer();
    if (issuer != null
        && !limbo.lists().isEmpty()
        && limbo.lists().check(leaf, issuer, limbo.at()).failed()) {
      refusing.add(Step.REVOCATION);
    }
    return refusing;
  }

  private boolean isCallsign(LimboCase.PeerName name) {
    return callsign(name).filter(own -> !LeafNames.check(leaf, own).failed()).isPresent();
  }

  private static Optional<Callsign> callsign(LimboCase.PeerName name) {
    try {
      return name.kind().equals("DNS")
          ? Optional.of(Callsign.parse(name.value(), NamePolicy.WITH_TEST_NAMES))
          : Optional.empty();
    } catch (MalformedException e) {
      return Optional.empty();
    }
  }

  /** Why a case that passes by the standards is refused by our own rules. */
  private Set<LimboRule> policyRules() {
    Set<LimboRule> rules = EnumSet.noneOf(LimboRule.class);
    add(rules, LimboRule.LEAF_LIFETIME, LeafProfile.lifetime(leaf).isPresent());
    add(rules, LimboRule.LEAF_KEY, LeafProfile.weakKey(leaf.getPublicKey()).isPresent());
    add(rules, LimboRule.LEAF_KEY_USAGE, LeafProfile.signatures(fields).isPresent());
    add(rules, LimboRule.LEAF_WITHOUT_PURPOSE, SubscriberForm.purpose(fields).isPresent());
    add(rules, LimboRule.AUTHORITY_AS_LEAF, SubscriberForm.authority(fields).isPresent());
    add(rules, LimboRule.COMMON_NAME, SubscriberForm.commonName(fields).isPresent());
    add(rules, LimboRule.CLIENT_CERTIFICATE, limbo.forClients());
    add(rules, LimboRule.NO_PEER_NAME, limbo.names().isEmpty());
    int certificates = 1 + limbo.untrusted().size();
    add(rules, LimboRule.MANY_CERTIFICATES, certificates > CertificateChain.MAX_CERTIFICATES);
    for (LimboCase.PeerName name : limbo.names()) {
      boolean dns = name.kind().equals("DNS");
      add(rules, LimboRule.ADDRESS_AS_PEER, name.kind().equals("IP"));
      add(rules, LimboRule.NO_CALLSIGN, dns && callsign(name).isEmpty());
      List<String> own = LeafNames.dnsNames(fields);
      add(
          rules,
          LimboRule.WILDCARD_ONLY,
          dns && LeafNames.match(own, name.value()) == LeafNames.Match.WILDCARD);
    }
    addPathRules(rules);
    return rules;
  }

  /** Of the paths that pass by the standards. */
  private void addPathRules(Set<LimboRule> rules) {
    CertificateChain alone = CertificateChain.of(List.of(leaf));
    List<PathRule> standardRules = standard();
    List<ParsedPath> paths =
        new PathFinder(alone, anchors, MAX_BELOW_ANCHOR)
            .paths().stream()
                .flatMap(path -> ParsedPath.of(path).stream())
                .filter(path -> standardRules.stream().allMatch(r -> r.broken(path).isEmpty()))
                .toList();
    add(
        rules,
        LimboRule.LONG_PATH,
        paths.stream()
            .allMatch(path -> path.certificates().size() > CertificatePath.MAX_BELOW_ANCHOR));
    add(
        rules,
        LimboRule.SIGNATURE_ALGORITHM,
        paths.stream().allMatch(path -> SignatureAlgorithms.LETS_ENCRYPT.broken(path).isPresent()));
    add(
        rules,
        LimboRule.ISSUER_KEY_USAGE,
        paths.stream().allMatch(path -> AuthorityUse.hasKeyUsage(path).isPresent()));
    X509Certificate issuer = standardChain().issuer();
    add(
        rules,
        LimboRule.LIST_OF_ANOTHER_KIND,
        issuer != null
            && !limbo.lists().isEmpty()
            && limbo.lists().check(leaf, issuer, limbo.at()).failed());
  }

  /** Why a case is refused by the standards as we read them, though it shall succeed. */
  private Set<LimboRule> standardRules() {
    Set<LimboRule> rules = EnumSet.noneOf(LimboRule.class);
    List<X509Certificate> all = new ArrayList<>(limbo.trusted());
    all.addAll(limbo.untrusted());
    all.add(leaf);
    boolean baselineKeys =
        all.stream().allMatch(one -> KeyStrength.isBaselineKey(one.getPublicKey()));
    add(rules, LimboRule.SIGNATURE_ALGORITHM, !baselineKeys);
    X509Certificate issuer = standardChain().issuer();
    add(
        rules,
        LimboRule.UNUSABLE_LIST,
        issuer != null
            && !limbo.lists().revokes(leaf, issuer, limbo.at())
            && limbo.lists().unusable(leaf, issuer, limbo.at()).isPresent());
    return rules;
  }

  /** Why a case is accepted, though it shall fail. */
  private Set<LimboRule> acceptanceRules() {
    Set<LimboRule> rules = EnumSet.noneOf(LimboRule.class);
    List<X509Certificate> authorities = new ArrayList<>(limbo.trusted());
    authorities.addAll(limbo.untrusted());
    boolean uncritical =
        authorities.stream()
            .flatMap(authority -> CertificateFields.decode(authority).stream())
            .anyMatch(
                authority ->
                    authority.has(KnownExtension.NAME_CONSTRAINTS)
                        && !authority.isCritical(Extension.nameConstraints));
    add(rules, LimboRule.UNCRITICAL_CONSTRAINTS, uncritical);
    boolean above = limbo.untrusted().stream().anyMatch(limbo.lists()::concern);
    add(rules, LimboRule.LIST_OF_INTERMEDIATES, above);
    return rules;
  }

  private static void add(Set<LimboRule> rules, LimboRule rule, boolean applies) {
    if (applies) {
      rules.add(rule);
    }
  }

  private static Optional<String> failure(Finding finding) {
    return finding.failed() ? Optional.of(describe(finding)) : Optional.empty();
  }

  private static String describe(Finding finding) {
    return finding.slug() + ": expected " + finding.expected() + ", seen " + finding.seen();
  }
}
