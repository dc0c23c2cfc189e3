/**
 * Short transactions over JDBC, for what the ORM is too slow or too clever for.
 *
 * <p>In: statements of SQL that H2 and PostgreSQL both read. Out: durable changes, or {@link
 * dev.callsign.directory.storage.StorageException}. No table belongs to this package.
 */
@NullMarked
package dev.callsign.directory.storage;

import org.jspecify.annotations.NullMarked;
