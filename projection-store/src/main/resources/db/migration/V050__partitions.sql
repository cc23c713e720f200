-- Makes the partitions of a table that cover the months from since to until, both included, where
-- they are missing; step is a number of months that divides a year. Any number of sessions may do so
-- at once. Readers and writers of the table are not held up: a partition is made aside and attached.
-- What lies before 2000 or after 2099 has one partition each, so that no clock can make thousands.
create function ensure_partitions(
  parent regclass, step interval, since timestamptz, until timestamptz) returns void
language plpgsql as $$
declare
  months constant int := extract(year from step) * 12 + extract(month from step);
  first constant timestamp := greatest(since at time zone 'UTC', '2000-01-01');
  last constant timestamp := least(until at time zone 'UTC', '2099-12-31');
  number int := (extract(year from first)::int * 12 + extract(month from first)::int - 1)
    / months * months;
  begins date;
begin
  if since at time zone 'UTC' < '2000-01-01' then
    perform ensure_partition(parent, 'before_2000', 'minvalue', '''2000-01-01Z''');
  end if;
  if until at time zone 'UTC' >= '2100-01-01' then
    perform ensure_partition(parent, 'from_2100', '''2100-01-01Z''', 'maxvalue');
  end if;
  loop
    begins := make_date(number / 12, number % 12 + 1, 1);
    exit when begins > last;
    perform ensure_partition(
      parent,
      to_char(begins, 'YYYY_MM'),
      quote_literal(begins || 'Z'),
      quote_literal((begins + step)::date || 'Z'));
    number := number + months;
  end loop;
end
$$;

create function ensure_partition(parent regclass, suffix text, lower text, upper text)
returns void language plpgsql as $$
declare
  schema text;
  child text;
  pending boolean;
begin
  select n.nspname, c.relname || '_' || suffix into strict schema, child
  from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.oid = parent;
  for look in 1..2 loop
    select i.inhdetachpending into pending
    from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = parent and c.relname = child;
    if found and not pending then
      return;
    end if;
    if look = 1 then
      perform pg_advisory_xact_lock(hashtext('ensure_partition'), parent::oid::int);
    end if;
  end loop;
  if pending then
    execute format('alter table %s detach partition %I.%I finalize', parent, schema, child);
  end if;
  if to_regclass(format('%I.%I', schema, child)) is null then
    execute format('create table %I.%I (like %s including all)', schema, child, parent);
  end if;
  execute format(
    'alter table %s attach partition %I.%I for values from (%s) to (%s)',
    parent, schema, child, lower, upper);
end
$$;

-- Puts partitions under a table that has none: its rows, indexes and views stay, whatever columns
-- it has by now. What was unique is not any more, as a partitioned table cannot have such a key.
create function pg_temp.partition_by_time(plain regclass, at name, step interval)
returns void language plpgsql as $$
declare
  name constant text := plain::text;
  aside constant text := (select relname || '_plain' from pg_class where oid = plain);
  again text[] := '{}';
  found record;
begin
  for found in
    select distinct c.oid, c.oid::regclass::text as name, pg_get_viewdef(c.oid) as query
    from pg_depend d join pg_rewrite r on r.oid = d.objid join pg_class c on c.oid = r.ev_class
    where d.classid = 'pg_rewrite'::regclass and d.refobjid = plain and c.relkind = 'v'
  loop
    again := again || format('create view %s as %s', found.name, found.query);
    execute format('drop view %s', found.name);
  end loop;
  for found in
    select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition
    from pg_index where indrelid = plain and not indisunique
  loop
    again := found.definition || again;
    execute format('drop index %s', found.name);
  end loop;
  execute format('alter table %s rename to %I', name, aside);
  execute format(
    'create table %s (like %s including defaults including constraints including storage'
      || ' including comments) partition by range (%I)', name, plain, at);
  execute format(
    'select ensure_partitions(%L, %L, min(t), max(t))'
      || ' from (select distinct date_trunc(''month'', %I) as t from %s) m group by t',
    name, step, at, plain);
  execute format('insert into %s select * from %s', name, plain);
  execute format('drop table %s', plain);
  for i in 1..cardinality(again) loop
    execute again[i];
  end loop;
  execute format(
    'select ensure_partitions(%L, %L, now(), now() + %L)', name, step, step);
end
$$;

-- The key of a receipt, and when and where it came first. It outlives the receipt: a duplicate of
-- any age must find it. Where the first one came from is not known of receipts older than this.
create table receipts_v1.receipt_identity (
  tenant text not null,
  receipt_id text not null,
  store_id text not null,
  occurred_at timestamptz not null,
  input_partition int,
  input_offset bigint,
  primary key (tenant, receipt_id, store_id)
);

create view receipt_identity as
select tenant, receipt_id, store_id, occurred_at, input_partition, input_offset
from receipts_v1.receipt_identity;

insert into receipts_v1.receipt_identity (tenant, receipt_id, store_id, occurred_at)
select tenant, receipt_id, store_id, occurred_at from receipts_v1.receipt;

drop index receipts_v1.receipt_by_id;
drop index receipts_v1.receipt_by_store;
select pg_temp.partition_by_time('receipts_v1.receipt', 'occurred_at', '3 months');
-- With the identity this finds one receipt in one partition.
create unique index receipt_by_store
  on receipts_v1.receipt (tenant, store_id, occurred_at desc, receipt_id);

create table chat_v1.chat_message_identity (
  tenant text not null,
  conversation_id text not null,
  message_id text not null,
  sent_at timestamptz not null,
  primary key (tenant, conversation_id, message_id)
);

insert into chat_v1.chat_message_identity (tenant, conversation_id, message_id, sent_at)
select tenant, conversation_id, message_id, sent_at from chat_v1.chat_message;

select pg_temp.partition_by_time('chat_v1.chat_message', 'sent_at', '1 month');
create unique index chat_message_by_id
  on chat_v1.chat_message (tenant, conversation_id, message_id, sent_at);
create index chat_message_by_time on chat_v1.chat_message (sent_at);
