package dev.callsign.name;

import com.google.common.base.Splitter;
import com.google.common.net.InternetDomainName;
import com.ibm.icu.text.IDNA;
import com.ibm.icu.text.SpoofChecker;
import dev.callsign.report.MalformedException;
import dev.callsign.report.Slug;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A domain name its owner controls for years, in normal form: lower-case A-labels, no trailing dot.
 *
 * <p>Two callsigns are equal when their A-labels are. At least two labels of 1 to 63 octets, at
 * most {@value #MAX_OCTETS} octets in all. It does NOT ensure that the name exists or is
 * registered. Only {@link #parse} makes one.
 */
public final class Callsign {

  /** Octets of the longest name in presentation form without the trailing dot (RFC 1035 §3.1). */
  public static final int MAX_OCTETS = 253;

  /** Longer input is refused before any Unicode processing: no valid name needs more characters. */
  static final int MAX_INPUT_CHARS = 1024;

  private static final Splitter LABELS = Splitter.on('.');

  private static final String EXPECTED =
      "a domain name of at least two labels, such as alice.example";

  /**
   * Special-use names that the public DNS does not delegate (protocol §2; RFC 6761, 6762, 7686).
   */
  private static final Set<String> RESERVED =
      Set.of("localhost", "local", "internal", "invalid", "onion", "arpa");

  /** UTS 46 non-transitional with STD3 rules, bidi and joiner checks. */
  private static final IDNA UTS46 =
      IDNA.getUTS46Instance(
          IDNA.USE_STD3_RULES
              | IDNA.CHECK_BIDI
              | IDNA.CHECK_CONTEXTJ
              | IDNA.CHECK_CONTEXTO
              | IDNA.NONTRANSITIONAL_TO_ASCII
              | IDNA.NONTRANSITIONAL_TO_UNICODE);

  private final String aLabel;
  private final String uLabel;

  private Callsign(String aLabel, String uLabel) {
    this.aLabel = aLabel;
    this.uLabel = uLabel;
  }

  /**
   * Parses a name typed by a person or taken from a document.
   *
   * @param text ASCII or Unicode, any case, with or without the trailing dot
   * @throws MalformedException {@code malformed-callsign}, {@code reserved-name} or {@code
   *     public-suffix}
   */
  public static Callsign parse(String text, NamePolicy policy) throws MalformedException {
    if (text.isEmpty() || text.length() > MAX_INPUT_CHARS) {
      throw malformed("the name is empty or longer than any domain name");
    }
    if (text.indexOf('*') >= 0) {
      throw malformed("a wildcard is not a callsign");
    }
    String ascii = toAscii(text);
    List<String> labels = LABELS.splitToList(ascii);
    if (labels.size() < 2) {
      throw malformed("a single label is not a callsign");
    }
    if (startsWithDigit(labels.getLast())) {
      throw malformed(
          "an IP address is not a callsign, and no top-level domain begins with a digit");
    }
    refuseReserved(labels, policy);
    if (InternetDomainName.from(ascii).isPublicSuffix()) {
      throw new MalformedException(
          Slug.PUBLIC_SUFFIX, ascii + " is a public suffix: nobody controls it alone");
    }
    StringBuilder unicode = new StringBuilder();
    UTS46.nameToUnicode(ascii, unicode, new IDNA.Info());
    return new Callsign(ascii, unicode.toString());
  }

  /** The normal form, ASCII, for example {@code xn--bcher-kva.example}. */
  public String aLabel() {
    return aLabel;
  }

  /** The same name in Unicode, for people, for example {@code bücher.example}. */
  public String uLabel() {
    return uLabel;
  }

  /**
   * The registrable domain: the public suffix and one label more (public suffix list, both
   * sections). For a name under no listed suffix, its last two labels.
   */
  public String registrableDomain() {
    InternetDomainName name = InternetDomainName.from(aLabel);
    if (name.isUnderPublicSuffix()) {
      return name.topPrivateDomain().toString();
    }
    List<String> labels = LABELS.splitToList(aLabel);
    return String.join(".", labels.subList(labels.size() - 2, labels.size()));
  }

  /** Whether the U-label mixes scripts or can be taken for another name (UTS 39). */
  public boolean isConfusable() {
    SpoofChecker checker =
        new SpoofChecker.Builder()
            .setChecks(SpoofChecker.RESTRICTION_LEVEL | SpoofChecker.MIXED_NUMBERS)
            .setRestrictionLevel(SpoofChecker.RestrictionLevel.HIGHLY_RESTRICTIVE)
            .build();
    for (String label : LABELS.split(uLabel)) {
      if (checker.failsChecks(label) || looksLatin(label)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Callsign callsign && aLabel.equals(callsign.aLabel);
  }

  @Override
  public int hashCode() {
    return aLabel.hashCode();
  }

  /** The normal form. */
  @Override
  public String toString() {
    return aLabel;
  }

  /** A label that is not ASCII but whose skeleton is: every letter has a Latin double. */
  private static boolean looksLatin(String label) {
    boolean ascii = label.chars().allMatch(c -> c < 0x80);
    SpoofChecker skeletons = new SpoofChecker.Builder().build();
    return !ascii && skeletons.getSkeleton(label).chars().allMatch(c -> c < 0x80);
  }

  private static String toAscii(String text) throws MalformedException {
    StringBuilder ascii = new StringBuilder();
    IDNA.Info result = new IDNA.Info();
    UTS46.nameToASCII(text, ascii, result);
    String name = ascii.toString().toLowerCase(Locale.ROOT);
    if (name.endsWith(".")) {
      name = name.substring(0, name.length() - 1);
    }
    // ICU reports the empty root label of a trailing dot as no error, an empty inner label as one.
    if (result.hasErrors() || name.isEmpty() || name.length() > MAX_OCTETS) {
      throw malformed("not a valid internationalised domain name: " + result.getErrors());
    }
    for (String label : LABELS.split(name)) {
      if (!isLdhLabel(label)) {
        throw malformed("every label is 1 to 63 letters, digits and inner hyphens");
      }
    }
    return name;
  }

  private static boolean isLdhLabel(String label) {
    return !label.isEmpty()
        && label.length() <= 63
        && !label.startsWith("-")
        && !label.endsWith("-")
        && label
            .chars()
            .allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-');
  }

  /**
   * So end all IPv4 addresses, also those of fewer parts and in hexadecimal (WHATWG URL, "ends in a
   * number"), and no name of the public DNS (RFC 1123 §2.1: the top level is alphabetic).
   */
  private static boolean startsWithDigit(String label) {
    return label.charAt(0) <= '9';
  }

  private static void refuseReserved(List<String> labels, NamePolicy policy)
      throws MalformedException {
    String topLevel = labels.getLast();
    boolean testName = topLevel.equals("test") && policy != NamePolicy.WITH_TEST_NAMES;
    if (testName || RESERVED.contains(topLevel)) {
      throw new MalformedException(
          Slug.RESERVED_NAME,
          "names under ." + topLevel + " are reserved: no public certificate can be had for them");
    }
  }

  private static MalformedException malformed(String detail) {
    return new MalformedException(Slug.MALFORMED_CALLSIGN, detail + " (expected " + EXPECTED + ")");
  }
}
