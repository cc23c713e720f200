-- The sale of the same store that a refund takes back, where the sender named it.
alter table receipts_v1.receipt add column refund_of text;

create index receipt_by_refund_of on receipts_v1.receipt (tenant, store_id, refund_of)
  where refund_of is not null;

create or replace view receipt as
select tenant, store_id, receipt_id, terminal_id, shift_id, receipt_number, type, occurred_at,
  currency, discount, total, customer_id, employee_id, lines, payments, ingested_at, refund_of
from receipts_v1.receipt;
