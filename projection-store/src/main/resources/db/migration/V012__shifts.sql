create schema shifts_v1;

create table shifts_v1.shift (
  tenant text not null,
  store_id text not null,
  shift_id text not null,
  -- Empty where no event named one.
  terminal_id text not null,
  employee_id text,
  opened_at timestamptz,
  closed_at timestamptz,
  opening_cash bigint,
  closing_cash bigint,
  first_at timestamptz not null,
  takings jsonb not null,
  revision bigint not null,
  primary key (tenant, store_id, shift_id)
);

create index shift_open on shifts_v1.shift (tenant, store_id, terminal_id, opened_at desc)
  where opened_at is not null and closed_at is null;
create index shift_by_time on shifts_v1.shift (tenant, first_at desc, shift_id, store_id);
create index shift_by_store on shifts_v1.shift (tenant, store_id, first_at desc, shift_id);

create view shift as
select tenant, store_id, shift_id, terminal_id, employee_id, opened_at, closed_at, opening_cash,
  closing_cash, first_at, takings, revision
from shifts_v1.shift;
