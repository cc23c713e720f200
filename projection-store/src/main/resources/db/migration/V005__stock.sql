create schema stock_levels_v1;

create table stock_levels_v1.stock_level (
  tenant text not null,
  store_id text not null,
  product_id text not null,
  quantity_milli bigint not null,
  updated_at timestamptz not null,
  counted_at timestamptz,
  revision bigint not null,
  primary key (tenant, store_id, product_id)
);

create index stock_level_by_product on stock_levels_v1.stock_level (tenant, product_id);

create view stock_level as
select tenant, store_id, product_id, quantity_milli, updated_at, counted_at, revision
from stock_levels_v1.stock_level;
