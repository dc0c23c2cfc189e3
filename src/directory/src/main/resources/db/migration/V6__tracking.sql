-- Callsigns are followed without being asked for. Runs unchanged on H2 and on PostgreSQL.

-- Whether nobody answered at the last check: those wait in a queue of their own, each in the order of its times.
alter table due add column silent boolean default false not null;

drop index due_in_order;
create index due_in_order on due (silent, due_at);
