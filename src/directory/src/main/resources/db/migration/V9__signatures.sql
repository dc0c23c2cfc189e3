-- Fingerprints of the signatures that held when a statement was last verified, with spaces between them: they are
-- not computed again while nothing changes. Null where nobody wrote them down: all are computed.
-- Runs unchanged on H2 and on PostgreSQL.

alter table evidence add column signatures text;
