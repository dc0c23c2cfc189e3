/**
 * Files that survive a crash.
 *
 * <p>In: bytes and a path. Out: a file that is either the whole new content or the old one, durable
 * when the call returns. Specification: POSIX fsync, link and rename.
 */
@NullMarked
package dev.callsign.acme.file;

import org.jspecify.annotations.NullMarked;
