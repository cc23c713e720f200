create schema receipts_v1;

create table receipts_v1.receipt (
  tenant text not null,
  store_id text not null,
  receipt_id text not null,
  terminal_id text,
  shift_id text,
  receipt_number text,
  type text not null,
  occurred_at timestamptz not null,
  currency text not null,
  discount bigint not null,
  total bigint not null,
  customer_id text,
  employee_id text,
  lines jsonb not null,
  payments jsonb not null,
  ingested_at timestamptz not null,
  primary key (tenant, store_id, receipt_id)
);

create index receipt_by_id on receipts_v1.receipt (tenant, receipt_id);
create index receipt_by_number on receipts_v1.receipt (tenant, receipt_number);
create index receipt_by_time on receipts_v1.receipt (tenant, occurred_at desc, receipt_id);
create index receipt_by_store on receipts_v1.receipt (tenant, store_id, occurred_at desc, receipt_id);
create index receipt_by_terminal on receipts_v1.receipt (tenant, terminal_id, occurred_at desc, receipt_id);

create view receipt as
select tenant, store_id, receipt_id, terminal_id, shift_id, receipt_number, type, occurred_at,
  currency, discount, total, customer_id, employee_id, lines, payments, ingested_at
from receipts_v1.receipt;
