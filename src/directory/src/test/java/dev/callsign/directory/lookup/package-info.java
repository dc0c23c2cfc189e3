/** Tests of the read side without a server. */
@NullMarked
package dev.callsign.directory.lookup;

import org.jspecify.annotations.NullMarked;
