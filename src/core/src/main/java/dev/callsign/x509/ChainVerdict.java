package dev.callsign.x509;

import dev.callsign.report.Finding;
import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/**
 * What the step {@code chain} concluded, and what later steps need of the path it judged.
 *
 * @param finding exactly one finding of the step {@code chain}
 * @param issuer the certificate whose key signed the leaf; null when no path to an anchor was found
 * @param anchorAdded whether the path ends at an anchor that an operator added to the shipped ones
 */
public record ChainVerdict(
    Finding finding, @Nullable X509Certificate issuer, boolean anchorAdded) {}
