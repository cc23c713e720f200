-- Versions of projections. A projection without a row has its first version alone. The schema of the
-- first version, <name>_v1, is the template of all: migrations change it, and what they change
-- follows in the others.
create table projection_version (
  projection text primary key,
  active int not null,
  building int,
  previous int,
  -- Numbers are never used twice.
  last int not null,
  revision bigint not null,
  changed_at timestamptz not null,
  check (active <> building and active <> previous and building <> previous)
);

create function projection_schema(projection text, version int) returns text
language sql immutable as
$$ select replace(projection, '-', '_') || '_v' || version $$;

-- Makes a schema like the template, or adds what the template has got since: tables, partitions,
-- columns and indexes.
create function copy_projection_schema(template text, target text) returns void
language plpgsql as $$
declare
  source record;
  part record;
  addition record;
  copy regclass;
begin
  execute format('create schema if not exists %I', target);
  for source in
    select c.oid, c.relname, c.relkind
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = template and c.relkind in ('r', 'p') and not c.relispartition
    order by c.relname
  loop
    if to_regclass(format('%I.%I', target, source.relname)) is null then
      execute format('create table %I.%I (like %I.%I including all)',
          target, source.relname, template, source.relname)
        || case when source.relkind = 'p' then ' partition by ' || pg_get_partkeydef(source.oid)
           else '' end;
    end if;
    copy := to_regclass(format('%I.%I', target, source.relname));

    for addition in
      select format('alter table %s add column %I %s', copy, a.attname,
          format_type(a.atttypid, a.atttypmod))
        || case when a.attgenerated = 's'
             then format(' generated always as (%s) stored', pg_get_expr(d.adbin, d.adrelid))
           when d.adbin is not null then ' default ' || pg_get_expr(d.adbin, d.adrelid)
           else '' end
        || case when a.attnotnull then ' not null' else '' end as ddl
      from pg_attribute a
      left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
      where a.attrelid = source.oid and a.attnum > 0 and not a.attisdropped
        and not exists (
          select from pg_attribute b
          where b.attrelid = copy and b.attname = a.attname and not b.attisdropped)
      order by a.attnum
    loop
      execute addition.ddl;
    end loop;

    for part in
      select c.relname, pg_get_expr(c.relpartbound, c.oid) as bound
      from pg_inherits i join pg_class c on c.oid = i.inhrelid
      where i.inhparent = source.oid and c.relispartition
      order by c.relname
    loop
      if to_regclass(format('%I.%I', target, part.relname)) is null then
        execute format('create table %I.%I partition of %s %s',
          target, part.relname, copy, part.bound);
      end if;
    end loop;

    for addition in
      select case when i.indisunique then 'create unique index on ' else 'create index on ' end
        || copy || ' ' || projection_index(i.indexrelid) as ddl
      from pg_index i
      where i.indrelid = source.oid
        and not exists (
          select from pg_index k
          where k.indrelid = copy and k.indisunique = i.indisunique
            and projection_index(k.indexrelid) = projection_index(i.indexrelid))
    loop
      execute addition.ddl;
    end loop;
  end loop;
end
$$;

-- What an index is, without its name and its table's.
create function projection_index(index_id oid) returns text
language sql stable as
$$ select substring(pg_get_indexdef(index_id) from ' (USING .*)$') $$;

-- Makes the views of a projection show one version. Only views that show another are replaced.
create function show_projection_version(projection text, version int) returns int
language plpgsql as $$
declare
  shown record;
  base text := replace(projection, '-', '_');
  target text := projection_schema(projection, version);
  replaced int := 0;
begin
  for shown in
    select distinct v.oid, v.relname
    from pg_depend d
    join pg_rewrite r on r.oid = d.objid
    join pg_class v on v.oid = r.ev_class and v.relkind = 'v'
      and v.relnamespace = 'public'::regnamespace
    join pg_class t on t.oid = d.refobjid
    join pg_namespace n on n.oid = t.relnamespace
    where d.classid = 'pg_rewrite'::regclass and d.refclassid = 'pg_class'::regclass
      and n.nspname ~ ('^' || base || '_v[0-9]+$') and n.nspname <> target
    order by v.relname
  loop
    execute format('create or replace view public.%I as %s', shown.relname,
      regexp_replace(pg_get_viewdef(shown.oid), '\m' || base || '_v[0-9]+\.', target || '.', 'g'));
    replaced := replaced + 1;
  end loop;
  return replaced;
end
$$;

-- Ends a version: its tables go, but for the template's, which are emptied.
create function drop_projection_version(projection_name text, version_number int) returns void
language plpgsql as $$
declare
  emptied record;
begin
  -- First what a sink's transaction takes first.
  delete from sink_offset o where o.projection = projection_name and o.version = version_number;
  delete from watermark w where w.projection = projection_name and w.version = version_number;
  if version_number > 1 then
    execute format('drop schema if exists %I cascade',
      projection_schema(projection_name, version_number));
  else
    for emptied in
      select c.oid::regclass as name
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = projection_schema(projection_name, 1)
        and c.relkind in ('r', 'p') and not c.relispartition
    loop
      execute 'truncate ' || emptied.name;
    end loop;
  end if;
end
$$;

-- What a migration did to the first version's tables and views, for all other versions; called in
-- the transaction of each migration (afterEachMigrate.sql).
create function align_projection_versions() returns void
language plpgsql as $$
declare
  kept record;
begin
  for kept in
    select p.projection, v.version
    from projection_version p, unnest(array[p.active, p.building, p.previous]) as v (version)
    where v.version > 1
  loop
    perform copy_projection_schema(
      projection_schema(kept.projection, 1), projection_schema(kept.projection, kept.version));
  end loop;
  perform show_projection_version(p.projection, p.active) from projection_version p;
end
$$;
