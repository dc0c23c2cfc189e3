package dev.callsign.lab;

import static dev.callsign.lab.Expected.fail;
import static dev.callsign.lab.Expected.pass;
import static dev.callsign.lab.Expected.warn;

import java.util.List;
import java.util.stream.Stream;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** What the DNS can answer for a callsign instead of its address. */
public enum DnsFault implements Misbehaviour {
  /** The name does not exist. */
  NXDOMAIN(fail("dns-nxdomain")),
  /** The name exists but has neither A nor AAAA. */
  NO_ADDRESS(fail("dns-no-address")),
  /** The server says that it failed. */
  SERVFAIL(fail("dns-servfail")),
  /** The server never answers, neither over UDP nor over TCP. */
  SILENCE(fail("dns-timeout")),
  /** Two different pins in TXT at {@code _callsign}. */
  AMBIGUOUS_TXT(fail("txt-ambiguous")),
  /** A pin in TXT at {@code _callsign} whose hash is cut short. */
  MALFORMED_TXT(fail("txt-ambiguous")),
  /** A pin in TXT at {@code _callsign} of another statement. */
  OTHER_STATEMENT_IN_TXT(fail("txt-ambiguous")),
  /** TXT records at {@code _callsign} that are no pins, as a wildcard would put them there. */
  UNRELATED_TXT(pass()),
  /** A is 10.0.0.1 (RFC 1918). */
  PRIVATE_ADDRESS(fail("reserved-address")),
  /** The good address, and 10.0.0.1 beside it. */
  PRIVATE_AMONG_GOOD(fail("reserved-address")),
  /** A is 169.254.169.254, where clouds keep credentials. */
  LINK_LOCAL_ADDRESS(fail("reserved-address")),
  /** AAAA is fd00::1 (RFC 4193). */
  UNIQUE_LOCAL_IPV6(fail("reserved-address")),
  /** AAAA is ::ffff:10.0.0.1. */
  MAPPED_IPV4(fail("reserved-address")),
  /** AAAA is 64:ff9b::a00:1, 10.0.0.1 through NAT64 (RFC 6052). */
  NAT64(fail("reserved-address")),
  /** AAAA is 2002:a00:1::, 10.0.0.1 through 6to4 (RFC 3056). */
  SIX_TO_FOUR(fail("reserved-address")),
  /** A CNAME to a name whose A is 10.0.0.1. */
  CNAME_TO_PRIVATE(fail("reserved-address")),
  /** Three CNAMEs in a row, the last to a name whose A is 10.0.0.1. */
  CNAME_CHAIN_TO_PRIVATE(fail("reserved-address")),
  /** A CNAME to itself. */
  CNAME_LOOP(fail("dns-servfail")),
  /** AAAA is ::ffff:8.8.8.8: no DNS answer needs this form, whatever host it means. */
  MAPPED_PUBLIC_IPV4(fail("reserved-address")),
  /** The good address at the first question, 10.0.0.1 ever after: who asks once is not harmed. */
  REBINDING(pass()),
  /** Every answer over UDP is empty and says to ask over TCP. */
  TRUNCATION(pass()),
  /** A CNAME to a name with the good address. */
  CNAME_TO_GOOD(pass()),
  /** CAA allows no authority at all. */
  CAA_FORBIDS_ISSUER(warn("caa-forbids-issuer")),
  /** CAA allows the authority to every account. */
  CAA_WITHOUT_ACCOUNT(warn("caa-not-account-bound"));

  /** 10.0.0.1 in hex. */
  static final String RFC_1918 = "0a000001";

  /** A name with a private address, for aliases. */
  static final Name PRIVATE = Name.fromConstantString("private." + LabDns.ZONE);

  /** A name that is an alias of an alias of {@link #PRIVATE}. */
  static final Name ALIAS = Name.fromConstantString("alias." + LabDns.ZONE);

  /** A name that is an alias of {@link #PRIVATE}. */
  static final Name INNER_ALIAS = Name.fromConstantString("inner.alias." + LabDns.ZONE);

  /** A name with the address of the lab, for aliases. */
  static final Name GOOD = Name.fromConstantString("good." + LabDns.ZONE);

  private final Expected expected;

  DnsFault(Expected expected) {
    this.expected = expected;
  }

  @Override
  public Expected expected() {
    return expected;
  }

  /** The records of {@code name} under this fault, which also may be an answer without any. */
  List<Record> records(Name name, List<Record> good) {
    return switch (this) {
      case NXDOMAIN, SERVFAIL, SILENCE -> List.of();
      case TRUNCATION -> good;
      case NO_ADDRESS -> withoutAddress(good);
      case AMBIGUOUS_TXT -> List.of(DnsRecords.txt(name, pin("A")), DnsRecords.txt(name, pin("B")));
      case MALFORMED_TXT -> List.of(DnsRecords.txt(name, pin("A").substring(0, 30)));
      case OTHER_STATEMENT_IN_TXT -> List.of(DnsRecords.txt(name, pin("A")));
      case UNRELATED_TXT ->
          List.of(DnsRecords.txt(name, "v=spf1 -all"), DnsRecords.txt(name, "one more thing"));
      case PRIVATE_ADDRESS, REBINDING -> onlyAt(DnsRecords.a(name, RFC_1918), good);
      case PRIVATE_AMONG_GOOD -> with(DnsRecords.a(name, RFC_1918), good);
      case LINK_LOCAL_ADDRESS -> onlyAt(DnsRecords.a(name, "a9fea9fe"), good);
      case UNIQUE_LOCAL_IPV6 ->
          onlyAt(DnsRecords.aaaa(name, "fd000000000000000000000000000001"), good);
      case MAPPED_IPV4 -> onlyAt(DnsRecords.aaaa(name, "00000000000000000000ffff0a000001"), good);
      case NAT64 -> onlyAt(DnsRecords.aaaa(name, "0064ff9b00000000000000000a000001"), good);
      case SIX_TO_FOUR -> onlyAt(DnsRecords.aaaa(name, "20020a00000100000000000000000000"), good);
      case MAPPED_PUBLIC_IPV4 ->
          onlyAt(DnsRecords.aaaa(name, "00000000000000000000ffff08080808"), good);
      case CNAME_CHAIN_TO_PRIVATE -> List.of(DnsRecords.cname(name, ALIAS));
      case CNAME_LOOP -> List.of(DnsRecords.cname(name, name));
      case CNAME_TO_PRIVATE -> List.of(DnsRecords.cname(name, PRIVATE));
      case CNAME_TO_GOOD -> List.of(DnsRecords.cname(name, GOOD));
      case CAA_FORBIDS_ISSUER -> with(DnsRecords.caa(name, ";"), without(Type.CAA, good));
      case CAA_WITHOUT_ACCOUNT ->
          with(DnsRecords.caa(name, "letsencrypt.org"), without(Type.CAA, good));
    };
  }

  /** Whether the records at {@code _callsign} are at fault, not those of the name. */
  boolean isInText() {
    return switch (this) {
      case AMBIGUOUS_TXT, MALFORMED_TXT, OTHER_STATEMENT_IN_TXT, UNRELATED_TXT -> true;
      default -> false;
    };
  }

  /** A pin whose hash is 42 times a letter and A: canonical base64url of 32 bytes. */
  private static String pin(String letter) {
    return "v=callsign1; h=" + letter.repeat(42) + "A";
  }

  private static List<Record> onlyAt(Record address, List<Record> records) {
    return with(address, withoutAddress(records));
  }

  private static List<Record> withoutAddress(List<Record> records) {
    return without(Type.AAAA, without(Type.A, records));
  }

  private static List<Record> without(int type, List<Record> records) {
    return records.stream().filter(record -> record.getType() != type).toList();
  }

  private static List<Record> with(Record one, List<Record> others) {
    return Stream.concat(others.stream(), Stream.of(one)).toList();
  }
}
