package dev.callsign.directory.dns;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import org.xbill.DNS.Master;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.Type;
import org.xbill.DNS.dnssec.ValidatingResolver;

/** The keys that validation starts from: DS or DNSKEY records of any zones, most often the root. */
public final class DnssecAnchors {

  /** Both keys of the root that are in use around its change of 2026. */
  private static final String SHIPPED = "root-anchors.ds";

  private final String zoneText;

  private DnssecAnchors(String zoneText) {
    this.zoneText = zoneText;
  }

  /** The anchors of the DNS root that are shipped with the code: KSK 20326 and 38696. */
  public static DnssecAnchors ofTheRoot() {
    try (InputStream in = DnssecAnchors.class.getResourceAsStream(SHIPPED)) {
      if (in == null) {
        throw new IllegalStateException(SHIPPED + " is part of this package");
      }
      return parse(new String(in.readAllBytes(), StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + SHIPPED, e);
    }
  }

  /**
   * Parses records in the format of zone files (RFC 1035 §5).
   *
   * @throws IllegalArgumentException a line does not parse, is neither DS nor DNSKEY, or there is
   *     none
   */
  public static DnssecAnchors parse(String zoneText) {
    int anchors = 0;
    try (Master records = new Master(stream(zoneText), Name.root, 0)) {
      for (Record next = records.nextRecord(); next != null; next = records.nextRecord()) {
        if (next.getType() != Type.DS && next.getType() != Type.DNSKEY) {
          throw new IllegalArgumentException(
              "a trust anchor is DS or DNSKEY, not " + Type.string(next.getType()));
        }
        anchors++;
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("not DS or DNSKEY records: " + e.getMessage(), e);
    }
    if (anchors == 0) {
      throw new IllegalArgumentException("no DS or DNSKEY record");
    }
    return new DnssecAnchors(zoneText);
  }

  /** A validator that starts from these anchors and knows no key yet. */
  Resolver validating(Resolver resolver, Clock clock) {
    ValidatingResolver validator = new ValidatingResolver(resolver, clock);
    try {
      validator.getTrustAnchors().clear(); // what a system property may have put there
      validator.loadTrustAnchors(stream(zoneText));
    } catch (IOException e) {
      throw new IllegalStateException("these anchors were parsed before", e);
    }
    return validator;
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
  }
}
