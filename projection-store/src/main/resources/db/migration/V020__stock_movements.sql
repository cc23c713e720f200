create schema stock_movements_v1;

-- Which facts are in: a fact that comes again with another time would be another row of a table that
-- is partitioned by time.
create table stock_movements_v1.fact (
  tenant text not null,
  store_id text not null,
  kind text not null,
  fact_id text not null,
  primary key (tenant, store_id, kind, fact_id)
);

-- What one fact did to one product's level. The key is the order in which movements count: by time;
-- at one time a stocktake after what it has counted; of several stocktakes the one that came last.
create table stock_movements_v1.stock_movement (
  tenant text not null,
  store_id text not null,
  product_id text not null,
  occurred_at timestamptz not null,
  -- Nanoseconds beyond the microsecond.
  occurred_nanos int not null,
  stocktake boolean not null,
  -- The fact's place in its partition.
  log_offset bigint not null,
  -- receipt or movement
  kind text not null,
  fact_id text not null,
  reason text not null,
  -- What it added; for a stocktake what was counted.
  quantity_milli bigint not null,
  ingested_at timestamptz not null,
  primary key (tenant, store_id, product_id, occurred_at, occurred_nanos, stocktake, log_offset,
    kind, fact_id) include (quantity_milli)
) partition by range (occurred_at);

create index stock_movement_by_product on stock_movements_v1.stock_movement
  (tenant, product_id, occurred_at, occurred_nanos, stocktake, log_offset);
create index stock_movement_stocktake on stock_movements_v1.stock_movement
  (tenant, store_id, product_id, occurred_at, occurred_nanos, log_offset) where stocktake;

create view stock_movement as
select tenant, store_id, product_id, occurred_at, occurred_nanos, stocktake, log_offset, kind, fact_id,
  reason, quantity_milli, ingested_at
from stock_movements_v1.stock_movement;
