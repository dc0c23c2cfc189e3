-- When a revocation list was last made sure of: what no evidence refers to goes a day later.
-- Runs unchanged on H2 and on PostgreSQL.

alter table evidence_crl add column used_at timestamp(6) with time zone;
update evidence_crl set used_at = current_timestamp;
alter table evidence_crl alter column used_at set not null;
