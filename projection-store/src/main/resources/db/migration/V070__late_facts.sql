-- Receipts for a bucket that the topology no longer holds in state are added here, each once.

-- Fails, for a reason that passes, until the identities of these receipts are known.
create function receipts_cover(partitions int[], offsets bigint[]) returns void
language plpgsql as $$
declare
  missing record;
begin
  select r."partition", r."offset" into missing
  from unnest(partitions, offsets) as r ("partition", "offset")
  left join watermark w on w.projection = 'receipts'
    and w.version = coalesce(
      (select v.active from projection_version v where v.projection = 'receipts'), 1)
    and w.topic = 'sales.receipts.v1' and w."partition" = r."partition"
  where w."offset" is null or w."offset" < r."offset"
  limit 1;
  if found then
    raise exception 'receipts do not cover sales.receipts.v1-%@% yet',
      missing."partition", missing."offset" using errcode = 'MR001';
  end if;
end $$;

alter table sales_by_hour_v1.sales_quarter
  add column late_receipts bigint not null default 0,
  add column late_refunds bigint not null default 0,
  add column late_units_milli bigint not null default 0,
  add column late_revenue bigint not null default 0;

create table sales_by_hour_v1.late_fact (
  tenant text not null,
  store_id text not null,
  start timestamptz not null,
  currency text not null,
  fact_id text not null,
  primary key (tenant, store_id, fact_id, start, currency)
);

create or replace view sales_quarter as
select tenant, store_id, currency, start,
  receipts + late_receipts as receipts, refunds + late_refunds as refunds,
  units_milli + late_units_milli as units_milli, revenue + late_revenue as revenue, revision
from sales_by_hour_v1.sales_quarter;

alter table sales_by_day_v1.sales_day
  add column late_receipts bigint not null default 0,
  add column late_refunds bigint not null default 0,
  add column late_units_milli bigint not null default 0,
  add column late_revenue bigint not null default 0;

create table sales_by_day_v1.late_fact (
  tenant text not null,
  store_id text not null,
  start timestamptz not null,
  currency text not null,
  fact_id text not null,
  primary key (tenant, store_id, fact_id, start, currency)
);

create or replace view sales_day as
select tenant, store_id, currency, start,
  receipts + late_receipts as receipts, refunds + late_refunds as refunds,
  units_milli + late_units_milli as units_milli, revenue + late_revenue as revenue, revision
from sales_by_day_v1.sales_day;

alter table product_sales_v1.product_sales
  add column late_units_milli bigint not null default 0,
  add column late_revenue bigint not null default 0;

create table product_sales_v1.late_fact (
  tenant text not null,
  store_id text not null,
  start timestamptz not null,
  product_id text not null,
  currency text not null,
  fact_id text not null,
  primary key (tenant, store_id, fact_id, start, product_id, currency)
);

create or replace view product_sales as
select tenant, store_id, currency, product_id, start, name,
  units_milli + late_units_milli as units_milli, revenue + late_revenue as revenue, revision
from product_sales_v1.product_sales;
