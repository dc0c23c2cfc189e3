-- Holds: what vetoes forbid besides identity keys, and whether somebody looked. Runs unchanged on H2 and on PostgreSQL.

-- Since when devices leave only if one agrees, because a device vetoed that others left.
alter table callsign add column bound_since timestamp(6) with time zone;

-- When somebody looked last while a change is held: after too long a time without a look it is held anew.
alter table callsign add column pending_looked_at timestamp(6) with time zone;
update callsign set pending_looked_at = checked_at where pending_statement is not null;
