package dev.callsign.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.callsign.renewal.AcmeDirectory;
import dev.callsign.renewal.CertId;
import dev.callsign.renewal.SuggestedWindow;
import java.util.Locale;
import java.util.Optional;

/**
 * The input is what an ACME server answers. Accepted are windows; any object is a directory, or
 * none because of what it says of renewals.
 */
final class RenewalFuzz implements FuzzTarget {
  private static final CertId ID = new CertId("a.b");

  @Override
  public boolean accepts(byte[] input) {
    AcmeDirectory.parse(input)
        .flatMap(directory -> directory.renewalInfo(ID))
        .ifPresent(
            uri -> {
              assertThat(uri).hasNoUserInfo().hasNoQuery().hasNoFragment();
              assertThat(uri.getScheme()).isEqualToIgnoringCase("https");
              assertThat(uri.getHost()).isNotEmpty();
              assertThat(uri.getRawPath()).endsWith("/a.b");
            });
    Optional<SuggestedWindow> window = SuggestedWindow.parse(input);
    window.ifPresent(
        found -> {
          assertThat(found.end()).isAfter(found.start());
          if (found.explanation() != null) {
            assertThat(found.explanation().getScheme().toLowerCase(Locale.ROOT))
                .isIn("http", "https");
          }
        });
    assertThat(SuggestedWindow.parse(input)).isEqualTo(window);
    return window.isPresent();
  }
}
