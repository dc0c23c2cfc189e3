package dev.callsign.lab;

import java.net.InetAddress;
import java.util.HexFormat;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CAARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.TXTRecord;

/** Makes the records of the lab. */
final class DnsRecords {

  /** Nobody may keep an answer: the next one can be another. */
  static final long TTL_SECONDS = 0;

  private DnsRecords() {}

  static Record address(Name name, InetAddress address) {
    return address.getAddress().length == 4
        ? new ARecord(name, DClass.IN, TTL_SECONDS, address)
        : new AAAARecord(name, DClass.IN, TTL_SECONDS, address);
  }

  /** An A record of four octets in hex. */
  static Record a(Name name, String hex) {
    return new ARecord(name, DClass.IN, TTL_SECONDS, HexFormat.of().parseHex(hex));
  }

  /** An AAAA record of sixteen octets in hex. */
  static Record aaaa(Name name, String hex) {
    return new AAAARecord(name, DClass.IN, TTL_SECONDS, HexFormat.of().parseHex(hex));
  }

  static Record cname(Name name, Name target) {
    return new CNAMERecord(name, DClass.IN, TTL_SECONDS, target);
  }

  /** The property {@code issue} of RFC 8659 §4.2. */
  static Record caa(Name name, String issue) {
    return new CAARecord(name, DClass.IN, TTL_SECONDS, 0, "issue", issue);
  }

  static Record txt(Name name, String text) {
    return new TXTRecord(name, DClass.IN, TTL_SECONDS, text);
  }
}
