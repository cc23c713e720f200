-- What ShedLock locks with.
create table shedlock (
  name text primary key,
  lock_until timestamp not null,
  locked_at timestamp not null,
  locked_by text not null
);

-- The last run of each scheduled job, whichever instance ran it.
create table job_run (
  name text primary key,
  schedule text not null,
  last_run timestamptz not null,
  next_run timestamptz not null,
  outcome text not null,
  duration_ms bigint not null,
  instance text not null,
  error text
);
