package dev.callsign.lab;

import static dev.callsign.lab.Expected.fail;
import static dev.callsign.lab.Expected.warn;

import java.security.KeyPair;

/** What can be wrong with the SCTs in a certificate that is good otherwise (RFC 6962 §3). */
public enum CtFault implements Misbehaviour {
  /** The certificate carries no SCT: no log ever saw it. */
  NO_SCTS(fail("ct-missing")),
  /** Two good SCTs, and one that names a log which did not sign it. */
  FORGED_SCT(fail("ct-bad-sct")),
  /** The index in a static log was changed after the log had signed it. */
  CHANGED_EXTENSION(fail("ct-bad-sct")),
  /** Two good SCTs, and one of a log whose private key is public. */
  DENIED_LOG(fail("ct-denied-log")),
  /** One good SCT only. */
  ONE_SCT(warn("ct-too-few")),
  /** Good SCTs of two logs that one operator runs. */
  ONE_OPERATOR(warn("ct-one-operator")),
  /** Two good SCTs, and one of a log that is not on the list. */
  UNKNOWN_LOG(warn("ct-unknown-log"));

  private final Expected expected;

  CtFault(Expected expected) {
    this.expected = expected;
  }

  @Override
  public Expected expected() {
    return expected;
  }

  /** Issues a certificate with this fault for {@code name} and {@code key}. */
  DomainCertificate issue(LabAuthority authority, String name, KeyPair key) {
    return authority.issue(authority.leaf(name).key(key).scts(this));
  }
}
