-- What is known of a shift in parts: a row for each UTC day of its facts, one for each fact that came
-- when its day was no longer held in state, and one, without a name, of what was counted before there
-- were days. Table shift is what its parts come to.
create table shifts_v1.shift_part (
  tenant text not null,
  store_id text not null,
  shift_id text not null,
  -- The day; receipt/<id>, opened or closed.
  part text not null,
  terminal_id text not null,
  employee_id text,
  opened_at timestamptz,
  closed_at timestamptz,
  opening_cash bigint,
  closing_cash bigint,
  first_at timestamptz not null,
  takings jsonb not null,
  revision bigint not null,
  primary key (tenant, store_id, shift_id, part)
);

do $$
declare
  version text;
begin
  perform align_projection_versions();
  for version in select nspname from pg_namespace where nspname ~ '^shifts_v[0-9]+$' loop
    execute format(
      'insert into %1$I.shift_part select tenant, store_id, shift_id, %2$L, terminal_id, employee_id,'
        || ' opened_at, closed_at, opening_cash, closing_cash, first_at, takings, revision'
        || ' from %1$I.shift', version, '');
  end loop;
end
$$;

-- The takings of several parts, added up by currency and method.
create function shift_takings(parts jsonb) returns jsonb
language sql immutable as $$
  with one as (
    select coalesce(t->>'currency', '') as currency, t
    from jsonb_array_elements(parts) part, jsonb_array_elements(part) t
  ), paid as (
    select currency, p->>'method' as method, sum((p->>'amount')::bigint)::bigint as amount
    from one, jsonb_array_elements(t->'payments') p
    group by currency, method
  ), payments as (
    select currency,
      jsonb_agg(jsonb_build_object('method', method, 'amount', amount) order by method) as payments
    from paid group by currency
  ), taken as (
    select currency, sum((t->>'receipts')::bigint)::bigint as receipts,
      sum((t->>'refunds')::bigint)::bigint as refunds,
      sum((t->>'revenue')::bigint)::bigint as revenue
    from one group by currency
  )
  select coalesce(
    jsonb_agg(
      jsonb_strip_nulls(jsonb_build_object('currency', nullif(currency, ''), 'receipts', receipts,
        'refunds', refunds, 'revenue', revenue, 'payments', coalesce(payments, '[]')))
      order by currency),
    '[]')
  from taken left join payments using (currency)
$$;
