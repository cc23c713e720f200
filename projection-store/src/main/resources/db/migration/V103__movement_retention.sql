-- What stays of movements that retention took: what they did to a level. Those that were taken lie
-- before those that were not, but for facts that came late.
create table stock_movements_v1.stock_balance (
  tenant text not null,
  store_id text not null,
  product_id text not null,
  -- The level after them.
  quantity_milli bigint not null,
  -- The newest stocktake among them that counts.
  counted_at timestamptz,
  counted_nanos int,
  -- The last of them.
  newest_at timestamptz not null,
  newest_nanos int not null,
  primary key (tenant, store_id, product_id)
);

create index stock_balance_by_product on stock_movements_v1.stock_balance (tenant, product_id);

-- What was taken of the movements that count between a late stocktake and what its level has of its
-- own (stock_levels_v1.late_fact).
create table stock_movements_v1.taken_after_stocktake (
  tenant text not null,
  store_id text not null,
  product_id text not null,
  occurred_at timestamptz not null,
  occurred_nanos int not null,
  known_before timestamptz not null,
  quantity_milli bigint not null,
  primary key (tenant, store_id, product_id, occurred_at, occurred_nanos, known_before)
);

-- Where a fact came from, once its movements are taken: stock levels ask whether a late fact is the
-- one that counted.
alter table stock_movements_v1.fact add column log_offset bigint;

create view stock_balance as
select tenant, store_id, product_id, quantity_milli, counted_at, counted_nanos, newest_at, newest_nanos
from stock_movements_v1.stock_balance;

create view taken_after_stocktake as
select tenant, store_id, product_id, occurred_at, occurred_nanos, known_before, quantity_milli
from stock_movements_v1.taken_after_stocktake;

create view stock_movement_fact as
select tenant, store_id, kind, fact_id, log_offset
from stock_movements_v1.fact;

-- Takes the oldest movements of some products out of a partition, at most so many, and keeps what
-- they did. Readers see them either here or there. In the order in which movements count, so that
-- of each product the older ones go first. Returns how many it took.
create function take_stock_movements(movements regclass, most int) returns int
language plpgsql as $$
declare
  home constant text := (
    select n.nspname from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.oid = movements);
  late text := '';
  levels text;
  taken int;
begin
  perform pg_advisory_xact_lock(hashtext('take_stock_movements'), hashtext(home));
  -- A late stocktake is either seen here or sees what was taken.
  for levels in
    select format('%I.%I', n.nspname, c.relname)
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname ~ '^stock_levels_v[0-9]+$' and c.relname = 'late_fact' and c.relkind = 'r'
    order by n.nspname
  loop
    execute format('lock table %s in share mode', levels);
    late := late || case when late = '' then '' else ' union ' end
      || 'select tenant, store_id, product_id, occurred_at, occurred_nanos, known_before from '
      || levels || ' where stocktake and known_before is not null';
  end loop;
  execute format($sql$
    with gone as (
      delete from %1$s where ctid = any (array(
        select ctid from %1$s
        order by tenant, store_id, product_id, occurred_at, occurred_nanos, stocktake, log_offset,
          kind, fact_id
        limit $1))
      returning *),
    noted as (
      update %2$I.fact f set log_offset = g.log_offset
      from (select distinct tenant, store_id, kind, fact_id, log_offset from gone) g
      where f.tenant = g.tenant and f.store_id = g.store_id and f.kind = g.kind
        and f.fact_id = g.fact_id),
    since_late as (
      insert into %2$I.taken_after_stocktake as t
        (tenant, store_id, product_id, occurred_at, occurred_nanos, known_before, quantity_milli)
      select l.tenant, l.store_id, l.product_id, l.occurred_at, l.occurred_nanos, l.known_before,
        sum(g.quantity_milli)
      from gone g join (%3$s) l using (tenant, store_id, product_id)
      where not g.stocktake and g.occurred_at < l.known_before
        and (g.occurred_at, g.occurred_nanos) > (l.occurred_at, l.occurred_nanos)
      group by 1, 2, 3, 4, 5, 6
      on conflict (tenant, store_id, product_id, occurred_at, occurred_nanos, known_before)
      do update set quantity_milli = t.quantity_milli + excluded.quantity_milli),
    -- A stocktake older than what was taken before came too late: what to add to it is not known.
    counted as (
      select distinct on (g.tenant, g.store_id, g.product_id) g.*
      from gone g left join %2$I.stock_balance b using (tenant, store_id, product_id)
      where g.stocktake and (b.newest_at is null
        or (g.occurred_at, g.occurred_nanos) >= (b.newest_at, b.newest_nanos))
      order by g.tenant, g.store_id, g.product_id, g.occurred_at desc, g.occurred_nanos desc,
        g.log_offset desc),
    newest as (
      select distinct on (tenant, store_id, product_id) tenant, store_id, product_id, occurred_at,
        occurred_nanos
      from gone
      order by tenant, store_id, product_id, occurred_at desc, occurred_nanos desc),
    base as (
      select n.*, coalesce(c.quantity_milli, b.quantity_milli, 0) as milli,
        coalesce(c.occurred_at, b.counted_at) as counted_at,
        coalesce(c.occurred_nanos, b.counted_nanos) as counted_nanos
      from newest n
      left join counted c using (tenant, store_id, product_id)
      left join %2$I.stock_balance b using (tenant, store_id, product_id)),
    kept as (
      insert into %2$I.stock_balance as t
        (tenant, store_id, product_id, quantity_milli, counted_at, counted_nanos, newest_at,
          newest_nanos)
      select b.tenant, b.store_id, b.product_id,
        b.milli + coalesce(sum(g.quantity_milli) filter (where not g.stocktake
          and (b.counted_at is null
            or (g.occurred_at, g.occurred_nanos) > (b.counted_at, b.counted_nanos))), 0),
        b.counted_at, b.counted_nanos, b.occurred_at, b.occurred_nanos
      from base b join gone g using (tenant, store_id, product_id)
      group by b.tenant, b.store_id, b.product_id, b.milli, b.counted_at, b.counted_nanos,
        b.occurred_at, b.occurred_nanos
      on conflict (tenant, store_id, product_id) do update set
        quantity_milli = excluded.quantity_milli,
        counted_at = excluded.counted_at,
        counted_nanos = excluded.counted_nanos,
        newest_at = greatest(t.newest_at, excluded.newest_at),
        newest_nanos = case
          when (excluded.newest_at, excluded.newest_nanos) > (t.newest_at, t.newest_nanos)
          then excluded.newest_nanos else t.newest_nanos end)
    select count(*) from gone$sql$, movements, home, late)
  into taken using most;
  return taken;
end
$$;

-- As before, and with what was taken of the history.
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
          and m.occurred_at < c.known_before), 0)
      + coalesce((
        select t.quantity_milli from taken_after_stocktake t
        where t.tenant = c.tenant and t.store_id = c.store_id and t.product_id = c.product_id
          and t.occurred_at = c.occurred_at and t.occurred_nanos = c.occurred_nanos
          and t.known_before = c.known_before), 0) as milli
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
