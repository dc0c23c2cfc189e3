package dev.callsign.lab;

import java.util.List;
import java.util.stream.Stream;

/**
 * A way for a host to break the policy, named after what the owner or an attacker does.
 *
 * <p>The families follow the steps of docs/verification.md.
 */
public sealed interface Misbehaviour
    permits DnsFault,
        ConnectFault,
        HttpFault,
        CertificateFault,
        CtFault,
        RevocationFault,
        StatementFault,
        HistoryFault {

  /** The name of the constant. */
  String name();

  /** What a verifier should conclude. */
  Expected expected();

  /** Every misbehaviour, in the order of the policy. */
  static List<Misbehaviour> all() {
    return Stream.<Misbehaviour[]>of(
            DnsFault.values(),
            ConnectFault.values(),
            HttpFault.values(),
            CertificateFault.values(),
            CtFault.values(),
            RevocationFault.values(),
            StatementFault.values(),
            HistoryFault.values())
        .flatMap(Stream::of)
        .toList();
  }
}
