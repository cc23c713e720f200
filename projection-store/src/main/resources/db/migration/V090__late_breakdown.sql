alter table sales_breakdown_v1.sales_breakdown
  add column late_receipts bigint not null default 0,
  add column late_refunds bigint not null default 0,
  add column late_amount bigint not null default 0,
  add column late_revenue bigint not null default 0;

create table sales_breakdown_v1.late_fact (
  tenant text not null,
  store_id text not null,
  dimension text not null,
  start timestamptz not null,
  value text not null,
  currency text not null,
  fact_id text not null,
  primary key (tenant, store_id, fact_id, dimension, start, value, currency)
);

create or replace view sales_breakdown as
select tenant, store_id, currency, dimension, value, start,
  receipts + late_receipts as receipts, refunds + late_refunds as refunds,
  amount + late_amount as amount, revenue + late_revenue as revenue, revision
from sales_breakdown_v1.sales_breakdown;
