/**
 * Configuration and wiring: where the parts are put together.
 *
 * <p>In: {@link dev.callsign.directory.app.CallsignConfig}. Out: the beans of the flow. The
 * configuration is documented in README.md; nothing else loosens the policy.
 */
@NullMarked
package dev.callsign.directory.app;

import org.jspecify.annotations.NullMarked;
