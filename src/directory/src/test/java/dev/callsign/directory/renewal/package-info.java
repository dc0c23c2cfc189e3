/** Tests of {@code renewal}. */
@NullMarked
package dev.callsign.directory.renewal;

import org.jspecify.annotations.NullMarked;
