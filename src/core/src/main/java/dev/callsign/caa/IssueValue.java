package dev.callsign.caa;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What an "issue" property says, read as Let's Encrypt reads it (RFC 8659 §4.2).
 *
 * @param issuer the issuer domain name as written; empty when nobody is meant
 * @param parameters in the order of the text; tags are compared as written
 */
record IssueValue(String issuer, List<Parameter> parameters) {

  /** A parameter {@code tag=value}. */
  record Parameter(String tag, String value) {}

  private static final CharMatcher SPACE = CharMatcher.anyOf(" \t");
  private static final Pattern TAG = Pattern.compile("[A-Za-z0-9]+(-+[A-Za-z0-9]+)*");
  private static final Pattern VALUE = Pattern.compile("[\\x21-\\x3a\\x3c-\\x7e]*");
  private static final Pattern METHOD = Pattern.compile("[A-Za-z0-9-]+");

  /**
   * Methods that ACME authorities have; one with the prefix is an authority's own (RFC 8657 §4).
   */
  private static final Set<String> METHODS =
      Set.of("http-01", "dns-01", "tls-alpn-01", "dns-account-01", "dns-persist-01");

  private static final String OWN_METHOD = "ca-";

  /** Parses a value; empty when it is malformed, which allows nobody anything. */
  static Optional<IssueValue> parse(String value) {
    List<String> parts = Splitter.on(';').trimResults(SPACE).splitToList(value);
    List<String> rest = parts.subList(1, parts.size());
    List<Parameter> parameters = new ArrayList<>();
    if (!rest.equals(List.of(""))) {
      for (String text : rest) {
        Optional<Parameter> parameter = parameter(text);
        if (parameter.isEmpty()) {
          return Optional.empty();
        }
        parameters.add(parameter.get());
      }
    }
    return Optional.of(new IssueValue(parts.getFirst(), List.copyOf(parameters)));
  }

  private static Optional<Parameter> parameter(String text) {
    int equals = text.indexOf('=');
    if (equals < 0) {
      return Optional.empty();
    }
    String tag = SPACE.trimFrom(text.substring(0, equals));
    String value = SPACE.trimFrom(text.substring(equals + 1));
    return TAG.matcher(tag).matches() && VALUE.matcher(value).matches()
        ? Optional.of(new Parameter(tag, value))
        : Optional.empty();
  }

  /** The values of a parameter. */
  List<String> values(String tag) {
    return parameters.stream().filter(p -> p.tag().equals(tag)).map(Parameter::value).toList();
  }

  /**
   * Whether any issuance can satisfy the parameters of RFC 8657: not two accounts at once (§3), and
   * at least one method that exists (§4).
   */
  boolean isSatisfiable() {
    List<String> accounts = values("accounturi");
    return accounts.size() <= 1
        && accounts.stream().noneMatch(String::isEmpty)
        && values("validationmethods").stream().allMatch(IssueValue::hasMethod);
  }

  private static boolean hasMethod(String commaSeparated) {
    List<String> methods = Splitter.on(',').splitToList(commaSeparated);
    return methods.stream().allMatch(method -> METHOD.matcher(method).matches())
        && methods.stream()
            .anyMatch(method -> METHODS.contains(method) || method.startsWith(OWN_METHOD));
  }
}
