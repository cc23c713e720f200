create schema stock_alerts_v1;

-- Products that are low in a store, or once were.
create table stock_alerts_v1.stock_alert (
  tenant text not null,
  store_id text not null,
  product_id text not null,
  product_name text,
  state text not null,
  quantity_milli bigint not null,
  threshold_milli bigint,
  since timestamptz not null,
  ingested_at timestamptz not null,
  crossings bigint not null,
  revision bigint not null,
  primary key (tenant, store_id, product_id)
);

create view stock_alert as
select tenant, store_id, product_id, product_name, state, quantity_milli, threshold_milli, since,
  ingested_at, crossings, revision
from stock_alerts_v1.stock_alert;

create index product_with_threshold on products_v1.product (tenant, product_id)
  include (low_stock_threshold_milli) where low_stock_threshold_milli is not null;
