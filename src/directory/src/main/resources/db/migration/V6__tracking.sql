-- Callsigns are followed without being asked for. Runs unchanged on H2 and on PostgreSQL.

-- Whether nobody answered at the last check: those wait in a queue of their own, each in the order of its times.
alter table due add column silent boolean default false not null;

drop index due_in_order;
create index due_in_order on due (silent, due_at);

-- What one replica does for all, and when it is due again.
create table turn (
  name   varchar(64) not null primary key,
  due_at timestamp(6) with time zone not null
);

-- Who is concerned by a revocation list: from the list to its leaves that are valid, to statements, to callsigns.
drop index certificate_of_crl;
create index certificate_of_crl on certificate (crl_url, not_after);
create index statement_of_leaf on statement (leaf_sha256);

-- How many callsigns are in which state, and how old their evidence is.
create index callsign_in_state on callsign (state, verified_at);
