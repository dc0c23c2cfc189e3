-- Revocation lists, shared between replicas. A row without a list is one that could not be had yet.
-- Runs unchanged on H2 and on PostgreSQL, which both know bytea.

create table crl (
  url               varchar(1024) not null,
  issuer_key_sha256 varchar(43)   not null,
  der               bytea,
  fetched_at        timestamp(6) with time zone,
  this_update       timestamp(6) with time zone,
  next_update       timestamp(6) with time zone,
  crl_number        numeric(49),
  last_failure_at   timestamp(6) with time zone,
  failure_since     timestamp(6) with time zone,
  constraint crl_pk primary key (url, issuer_key_sha256)
);
