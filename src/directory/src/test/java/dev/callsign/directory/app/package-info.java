/**
 * What the directory is made out of.
 *
 * <p>In: files of an operator. Out: what is in force. Specification: docs/configuration.md.
 */
@NullMarked
package dev.callsign.directory.app;

import org.jspecify.annotations.NullMarked;
