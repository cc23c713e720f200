-- Quarters of an hour by payment method and by employee.
create schema sales_breakdown_v1;

create table sales_breakdown_v1.sales_breakdown (
  tenant text not null,
  store_id text not null,
  currency text not null,
  dimension text not null,
  value text not null,
  start timestamptz not null,
  receipts bigint not null,
  refunds bigint not null,
  amount bigint not null,
  revenue bigint not null,
  revision bigint not null,
  primary key (tenant, store_id, dimension, start, value, currency)
);

create index sales_breakdown_by_time
  on sales_breakdown_v1.sales_breakdown (tenant, dimension, start);

create view sales_breakdown as
select tenant, store_id, currency, dimension, value, start, receipts, refunds, amount, revenue,
  revision
from sales_breakdown_v1.sales_breakdown;
