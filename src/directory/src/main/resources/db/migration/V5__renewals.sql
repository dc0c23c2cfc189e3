-- States, holds, renewals, and the history as the outbox of events. Runs unchanged on H2 and on PostgreSQL.

-- What the state follows from (dev.callsign.directory.state.Facts), and when it was last found.
alter table callsign add column checked_at timestamp(6) with time zone;
alter table callsign add column pending_since timestamp(6) with time zone;
alter table callsign add column trouble_since timestamp(6) with time zone;
alter table callsign add column trouble_reason varchar(64);
alter table callsign add column revoked_at timestamp(6) with time zone;
alter table callsign add column reclaimed_at timestamp(6) with time zone;
alter table callsign add column authority_due timestamp(6) with time zone;
alter table callsign add column observed varchar(255) default '' not null;
alter table callsign add column told varchar(255) default '' not null;

update callsign set checked_at = verified_at;
update callsign set pending_since = state_since where pending_statement is not null;
alter table callsign alter column checked_at set not null;

-- When a statement has to be renewed; for those from before, by their own period alone.
alter table statement add column valid_from timestamp(6) with time zone;
alter table statement add column renewal_due_at timestamp(6) with time zone;
alter table statement add column overdue_at timestamp(6) with time zone;
alter table statement add column last_tenth_at timestamp(6) with time zone;

update statement set
  grade = case when grade = 'HELD' then 'RECLAIMED' else grade end,
  valid_from = recorded_at,
  renewal_due_at = recorded_at + (expires_at - recorded_at) * 2 / 3,
  overdue_at = recorded_at + (expires_at - recorded_at) * 3 / 4,
  last_tenth_at = recorded_at + (expires_at - recorded_at) * 9 / 10;

alter table statement alter column valid_from set not null;
alter table statement alter column renewal_due_at set not null;
alter table statement alter column overdue_at set not null;
alter table statement alter column last_tenth_at set not null;

-- Where the revocation of a leaf would be listed, so that a new list finds whom it concerns.
alter table certificate add column crl_url varchar(1024);

create index certificate_of_crl on certificate (crl_url);

-- Each line of history is an event, in the order in which it became durable for its callsign.
alter table history add column type varchar(32);
alter table history add column device_id integer;
alter table history add column detail varchar(1024);

update history set type = 'WITHDRAWN' where statement_id is null;
update history set type = (select s.grade from statement s where s.id = history.statement_id)
  where statement_id is not null;
update history set type = 'HELD' where state = 'HELD';
alter table history alter column type set not null;
alter table history drop column kind;

-- Identity keys that a device of the callsign vetoed: they never speak for it.
create table vetoed_identity (
  callsign     varchar(253) not null,
  identity_key varchar(44)  not null,
  vetoed_at    timestamp(6) with time zone not null,
  constraint vetoed_identity_pk primary key (callsign, identity_key)
);

-- When each callsign is looked at again. Whoever takes one puts it off by the length of his lease.
create table due (
  callsign varchar(253) not null primary key,
  due_at   timestamp(6) with time zone not null,
  poll_at  timestamp(6) with time zone
);

create index due_in_order on due (due_at);

insert into due (callsign, due_at) select name, verified_at from callsign;
