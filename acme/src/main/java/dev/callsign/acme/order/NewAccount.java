package dev.callsign.acme.order;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a server is told of an account that it shall make (RFC 8555 §7.3).
 *
 * @param termsAgreed whether its owner agrees to the server's terms of service
 * @param emails addresses where the authority may write to; none is fine
 * @param external an account outside of ACME to bind it to, where the authority asks for one
 */
public record NewAccount(
    boolean termsAgreed, List<String> emails, Optional<ExternalAccount> external) {

  /** What becomes a {@code mailto} without anything that has a meaning there (RFC 6068 §2). */
  private static final Pattern EMAIL = Pattern.compile("[A-Za-z0-9._+-]+@[A-Za-z0-9.-]+");

  /** Refuses addresses that would not be one plain {@code mailto} (RFC 8555 §7.3). */
  public NewAccount {
    emails = List.copyOf(emails);
    for (String email : emails) {
      if (!EMAIL.matcher(email).matches()) {
        throw new IllegalArgumentException("not a plain e-mail address: " + email);
      }
    }
  }

  /** Terms agreed to, nothing else said. */
  public static NewAccount agreeing() {
    return new NewAccount(true, List.of(), Optional.empty());
  }
}
