-- How often what is cached was asked for, by all instances: what to load into an empty cache first.
-- The score doubles in weight by the week (AskedKeysQuery), so that old fashions need no clearing.
create table cache_asked (
  cache text not null,
  tenant text not null,
  key text not null,
  score double precision not null,
  primary key (cache, tenant, key)
);

-- What all instances counted of a cache, and what was measured of it last.
create table cache_figures (
  cache text primary key,
  hits bigint not null,
  misses bigint not null,
  -- As of the last measurement, so that the next one tells of the time between.
  hits_before bigint not null default 0,
  misses_before bigint not null default 0,
  hit_rate double precision,
  keys bigint,
  memory_bytes bigint,
  measured_at timestamptz
);
