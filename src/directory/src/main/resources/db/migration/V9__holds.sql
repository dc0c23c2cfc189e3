-- What vetoes forbid besides identity keys. Runs unchanged on H2 and on PostgreSQL.

-- Since when devices leave only if one agrees, because a device vetoed that others left.
alter table callsign add column bound_since timestamp(6) with time zone;
