-- Makes the partitions of a table, partitioned by range of a timestamptz, that take the quarters from
-- the one of first_day to the one of last_day (UTC), and says how many were missing. What lies
-- outside 2000 to 2099 shares one partition at each end: an odd clock must not make thousands. Made
-- beside the table and attached, so that nobody who reads or writes it waits; whoever needs the same
-- partition at the same time waits for the first to commit.
create function ensure_quarter_partitions(parent regclass, first_day date, last_day date)
returns int language plpgsql as $$
declare
  place record;
  day date := date_trunc('quarter', first_day::timestamp)::date;
  next_day date;
  partition_name text;
  lower_bound text;
  upper_bound text;
  made int := 0;
begin
  select n.nspname, c.relname into strict place
  from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.oid = parent;
  while day <= last_day loop
    if day < date '2000-01-01' then
      next_day := date '2000-01-01';
      partition_name := place.relname || '_early';
      lower_bound := 'minvalue';
      upper_bound := quote_literal(to_char(next_day, 'YYYY-MM-DD') || ' 00:00:00+00');
    elsif day >= date '2100-01-01' then
      next_day := null;
      partition_name := place.relname || '_late';
      lower_bound := quote_literal('2100-01-01 00:00:00+00');
      upper_bound := 'maxvalue';
    else
      next_day := (day + interval '3 months')::date;
      partition_name := place.relname || to_char(day, '"_"YYYY"q"Q');
      lower_bound := quote_literal(to_char(day, 'YYYY-MM-DD') || ' 00:00:00+00');
      upper_bound := quote_literal(to_char(next_day, 'YYYY-MM-DD') || ' 00:00:00+00');
    end if;
    if not has_partition(parent, partition_name) then
      perform pg_advisory_xact_lock(hashtextextended('ensure_quarter_partitions', parent::oid::bigint));
      if not has_partition(parent, partition_name) then
        execute format('create table %I.%I (like %s including all)',
          place.nspname, partition_name, parent);
        execute format('alter table %s attach partition %I.%I for values from (%s) to (%s)',
          parent, place.nspname, partition_name, lower_bound, upper_bound);
        made := made + 1;
      end if;
    end if;
    day := next_day;
  end loop;
  return made;
end $$;

create function has_partition(parent regclass, partition_name text)
returns boolean language sql volatile as $$
  select exists (
    select from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = parent and c.relname = partition_name)
$$;

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
