-- Quarters of an hour: they sum exactly to hours and days of every time zone.
create schema sales_by_hour_v1;

create table sales_by_hour_v1.sales_quarter (
  tenant text not null,
  store_id text not null,
  currency text not null,
  start timestamptz not null,
  receipts bigint not null,
  refunds bigint not null,
  units_milli bigint not null,
  revenue bigint not null,
  revision bigint not null,
  primary key (tenant, store_id, start, currency)
);

create index sales_quarter_by_time on sales_by_hour_v1.sales_quarter (tenant, start);

create view sales_quarter as
select tenant, store_id, currency, start, receipts, refunds, units_milli, revenue, revision
from sales_by_hour_v1.sales_quarter;

-- UTC days: what long ranges read where the zone's days are UTC days.
create schema sales_by_day_v1;

create table sales_by_day_v1.sales_day (
  tenant text not null,
  store_id text not null,
  currency text not null,
  start timestamptz not null,
  receipts bigint not null,
  refunds bigint not null,
  units_milli bigint not null,
  revenue bigint not null,
  revision bigint not null,
  primary key (tenant, store_id, start, currency)
);

create index sales_day_by_time on sales_by_day_v1.sales_day (tenant, start);

create view sales_day as
select tenant, store_id, currency, start, receipts, refunds, units_milli, revenue, revision
from sales_by_day_v1.sales_day;

create schema product_sales_v1;

create table product_sales_v1.product_sales (
  tenant text not null,
  store_id text not null,
  currency text not null,
  product_id text not null,
  start timestamptz not null,
  name text,
  units_milli bigint not null,
  revenue bigint not null,
  revision bigint not null,
  primary key (tenant, store_id, start, product_id, currency)
);

create index product_sales_by_time on product_sales_v1.product_sales (tenant, start);

create view product_sales as
select tenant, store_id, currency, product_id, start, name, units_milli, revenue, revision
from product_sales_v1.product_sales;
