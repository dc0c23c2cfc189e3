package dev.callsign.acme.lookup;

import dev.callsign.acme.directory.DirectoryAddress;
import dev.callsign.name.Callsign;
import dev.callsign.report.Finding;
import dev.callsign.report.Slug;

/** Says what a person can do about an answer that does not verify. */
final class Advice {

  private Advice() {}

  /** What to do about the first failure of a report; {@code failure} has a slug. */
  static String on(Finding failure, Callsign callsign, DirectoryAddress directory) {
    Slug slug = failure.slug();
    return switch (slug) {
      case CHAIN_UNTRUSTED, CHAIN_STAGING, CHAIN_INCOMPLETE ->
          "do not use these keys; if you run this authority yourself, name its root with --anchors";
      case CHAIN_NOT_LETSENCRYPT ->
          "do not use these keys; if you trust this issuer, name it with --issuer-organization";
      case CHAIN_NOT_YET_VALID, STATEMENT_FUTURE ->
          "check the clock of this machine; otherwise try again later";
      case CHAIN_EXPIRED, STATEMENT_EXPIRED ->
          "the owner has to renew; if he has, make the directory look again: curl -X POST "
              + directory.checks(callsign);
      case STATEMENT_ROLLBACK, STATEMENT_FORK ->
          "somebody hides or forges statements: do not use these keys, ask the owner another way,"
              + " and compare with https://"
              + callsign
              + "/.well-known/callsign/statement.jws";
      case null, default ->
          "do not use these keys; compare with https://"
              + callsign
              + "/.well-known/callsign/statement.jws and tell the owner";
    };
  }

  /** What to do about a directory that says something else than the owner signed. */
  static String onContradiction() {
    return "the directory contradicts what the owner signed: do not use these keys, ask another"
        + " directory";
  }
}
