-- Facts that came when stream-processors no longer held what is needed to count them, each once.
create table stock_levels_v1.late_fact (
  tenant text not null,
  store_id text not null,
  product_id text not null,
  kind text not null,
  fact_id text not null,
  occurred_at timestamptz not null,
  -- Nanoseconds beyond the microsecond.
  occurred_nanos int not null,
  stocktake boolean not null,
  log_offset bigint not null,
  -- What it added; for a stocktake what was counted.
  quantity_milli bigint not null,
  -- Of a stocktake: what the level was at the last moment before known_before, by facts that were not
  -- late; none of those come for an earlier time any more.
  known_milli bigint not null,
  known_before timestamptz,
  primary key (tenant, store_id, product_id, kind, fact_id)
);

create index late_fact_by_time on stock_levels_v1.late_fact
  (tenant, store_id, product_id, occurred_at, occurred_nanos, log_offset);

alter table stock_levels_v1.stock_level
  add column counted_nanos int not null default 0,
  -- Whether there are late facts of it.
  add column has_late boolean not null default false;

create index stock_level_late on stock_levels_v1.stock_level (tenant, store_id, product_id)
  where has_late;

-- Late facts count since the newest stocktake. Where that is one of them, the history of movements
-- tells what came between it and what the level has of its own.
create or replace view stock_level as
select l.tenant, l.store_id, l.product_id,
  (l.quantity_milli + coalesce(late.milli, 0))::bigint as quantity_milli,
  greatest(l.updated_at, late.newest) as updated_at, l.counted_at, l.revision
from stock_levels_v1.stock_level l
left join lateral (
  select coalesce(s.milli, 0) + coalesce(a.milli, 0) as milli,
    greatest(s.occurred_at, a.newest) as newest
  from (select 1) one
  left join lateral (
    select c.occurred_at, c.occurred_nanos, c.known_before,
      c.quantity_milli - c.known_milli + coalesce((
        select sum(m.quantity_milli) from stock_movement m
        where m.tenant = c.tenant and m.store_id = c.store_id and m.product_id = c.product_id
          and not m.stocktake and m.occurred_at >= c.occurred_at
          and (m.occurred_at, m.occurred_nanos) > (c.occurred_at, c.occurred_nanos)
          and m.occurred_at < c.known_before), 0) as milli
    from stock_levels_v1.late_fact c
    where l.has_late and c.tenant = l.tenant and c.store_id = l.store_id and c.product_id = l.product_id
      and c.stocktake and (l.counted_at is null
        or (c.occurred_at, c.occurred_nanos) >= (l.counted_at, l.counted_nanos))
    order by c.occurred_at desc, c.occurred_nanos desc, c.log_offset desc limit 1) s on true
  left join lateral (
    select sum(f.quantity_milli) filter (
        where s.known_before is null or f.occurred_at >= s.known_before) as milli,
      max(f.occurred_at) as newest
    from stock_levels_v1.late_fact f
    where l.has_late and f.tenant = l.tenant and f.store_id = l.store_id
      and f.product_id = l.product_id and not f.stocktake
      and (s.occurred_at is null
        or (f.occurred_at, f.occurred_nanos) > (s.occurred_at, s.occurred_nanos))
      and (l.counted_at is null
        or (f.occurred_at, f.occurred_nanos) > (l.counted_at, l.counted_nanos))) a on true
) late on true;

-- How far the projection and version are that a table belongs to.
create function projection_covers(table_name text, topic_name text, partition_number int)
returns bigint language sql stable as $$
  select w."offset" from watermark w
  where projection_schema(w.projection, w.version) = split_part(table_name, '.', 1)
    and w.topic = topic_name and w."partition" = partition_number
$$;

-- Fails, for a reason that passes, until the history of movements holds these facts and all that
-- the projection of the table covers in their partitions.
create function stock_movements_cover(
  table_name text, topics text[], partitions int[], offsets bigint[]) returns void
language plpgsql as $$
declare
  missing record;
begin
  select r.topic, r."partition", r."offset" into missing
  from (
    select topic, "partition",
      greatest("offset", projection_covers(table_name, topic, "partition")) as "offset"
    from unnest(topics, partitions, offsets) as u (topic, "partition", "offset")) r
  left join watermark w on w.projection = 'stock-movements'
    and w.version = coalesce(
      (select v.active from projection_version v where v.projection = 'stock-movements'), 1)
    and w.topic = r.topic and w."partition" = r."partition"
  where coalesce(w."offset", -1) < r."offset"
  limit 1;
  if found then
    raise exception 'stock movements do not cover %-%@% yet',
      missing.topic, missing."partition", missing."offset" using errcode = 'MR001';
  end if;
end $$;
