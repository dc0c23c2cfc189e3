-- The inputs of the last good verification of each statement. Policies and revocation lists are kept once, by hash.

create table verification_policy (
  sha256   varchar(43) not null primary key,
  document text        not null
);

create table evidence_crl (
  sha256 varchar(43) not null primary key,
  der    bytea       not null
);

create table evidence (
  statement_id  bigint      not null primary key,
  document      text        not null,
  policy_sha256 varchar(43) not null,
  crl_sha256    varchar(43)
);

create index evidence_of_crl on evidence (crl_sha256);
