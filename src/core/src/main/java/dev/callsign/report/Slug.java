package dev.callsign.report;

import java.util.Locale;

/**
 * Every reason the policy can give, failing or warning, with the step that gives it.
 *
 * <p>A slug is stable: it never changes its meaning, and docs/verification.md lists each one.
 */
public enum Slug {
  MALFORMED_CALLSIGN(Step.NAME),
  RESERVED_NAME(Step.NAME),
  PUBLIC_SUFFIX(Step.NAME),
  CONFUSABLE_NAME(Step.NAME),

  DNS_NXDOMAIN(Step.DNS),
  DNS_NO_ADDRESS(Step.DNS),
  DNS_TIMEOUT(Step.DNS),
  DNS_SERVFAIL(Step.DNS),
  DNS_BOGUS(Step.DNS),
  DNS_INSECURE(Step.DNS),
  TXT_AMBIGUOUS(Step.DNS),
  PERSPECTIVES_DISAGREE(Step.DNS),

  RESERVED_ADDRESS(Step.ADDRESS),

  CONNECT_REFUSED(Step.CONNECT),
  CONNECT_TIMEOUT(Step.CONNECT),
  TLS_HANDSHAKE(Step.CONNECT),
  TLS_VERSION(Step.CONNECT),

  HTTP_STATUS(Step.FETCH),
  HTTP_REDIRECT(Step.FETCH),
  HTTP_TOO_LARGE(Step.FETCH),
  HTTP_TIMEOUT(Step.FETCH),
  STATEMENT_NOT_FOUND(Step.FETCH),

  CHAIN_INCOMPLETE(Step.CHAIN),
  CHAIN_UNTRUSTED(Step.CHAIN),
  CHAIN_NOT_LETSENCRYPT(Step.CHAIN),
  CHAIN_STAGING(Step.CHAIN),
  CHAIN_NOT_YET_VALID(Step.CHAIN),
  CHAIN_EXPIRED(Step.CHAIN),
  CHAIN_WEAK_SIGNATURE(Step.CHAIN),
  CHAIN_CONSTRAINT(Step.CHAIN),

  LEAF_PROFILE(Step.LEAF),
  LEAF_WEAK_KEY(Step.LEAF),
  LEAF_NEAR_EXPIRY(Step.LEAF),

  NAME_MISMATCH(Step.NAMES),
  WILDCARD_ONLY(Step.NAMES),
  SHARED_CERTIFICATE(Step.NAMES),

  CT_MISSING(Step.CT),
  CT_BAD_SCT(Step.CT),
  CT_DENIED_LOG(Step.CT),
  CT_TOO_FEW(Step.CT),
  CT_ONE_OPERATOR(Step.CT),
  CT_UNKNOWN_LOG(Step.CT),

  REVOKED(Step.REVOCATION),
  CRL_STALE(Step.REVOCATION),
  CRL_SCOPE(Step.REVOCATION),
  CRL_UNAVAILABLE(Step.REVOCATION),

  CAA_FORBIDS_ISSUER(Step.CAA),
  CAA_NOT_ACCOUNT_BOUND(Step.CAA),

  STATEMENT_MALFORMED(Step.STATEMENT),
  STATEMENT_HEADER(Step.STATEMENT),
  STATEMENT_ALGORITHM(Step.STATEMENT),
  STATEMENT_SIGNATURE(Step.STATEMENT),
  STATEMENT_SUBJECT(Step.STATEMENT),
  STATEMENT_DEVICE_KEY(Step.STATEMENT),
  STATEMENT_PROOF(Step.STATEMENT),

  SERVED_BY_OTHER_KEY(Step.BINDING),
  UNANNOUNCED_DOMAIN_KEY(Step.BINDING),

  STATEMENT_EXPIRED(Step.FRESHNESS),
  STATEMENT_FUTURE(Step.FRESHNESS),
  STATEMENT_ROLLBACK(Step.FRESHNESS),
  STATEMENT_FORK(Step.FRESHNESS),
  HISTORY_GAP(Step.FRESHNESS),
  RENEWAL_OVERDUE(Step.FRESHNESS);

  private final Step step;

  Slug(Step step) {
    this.step = step;
  }

  /** The step of the policy that gives this reason. */
  public Step step() {
    return step;
  }

  /** The slug as it appears on the wire, for example {@code chain-expired}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
