/**
 * Reading what others wrote in JSON and base64, without a second opinion about what it says.
 *
 * <p>In: bytes or text. Out: members of the expected types, or a {@link
 * dev.callsign.report.MalformedException}. Specification: RFC 7493 (I-JSON), RFC 4648 §4 and §5.
 */
@NullMarked
package dev.callsign.json;

import org.jspecify.annotations.NullMarked;
