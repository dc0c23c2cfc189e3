/** Tests of {@code record}. */
@NullMarked
package dev.callsign.directory.record;

import org.jspecify.annotations.NullMarked;
