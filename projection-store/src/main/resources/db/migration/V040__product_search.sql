do $$
begin
  create extension if not exists pg_trgm;
  create extension if not exists btree_gin;
exception when insufficient_privilege then
  raise exception 'search needs the extensions pg_trgm and btree_gin, which this role may not create; let an administrator run: create extension pg_trgm; create extension btree_gin';
end
$$;

-- The configuration russian stems Russian words as Russian and ASCII words as English.
alter table products_v1.product add column search tsvector not null generated always as (
  setweight(to_tsvector('russian', left(name, 1000)), 'A')
    || setweight(to_tsvector('simple',
      regexp_replace(left(coalesce(sku, '') || ' ' || coalesce(barcode, ''), 1000), '[^[:alnum:]]+', ' ', 'g')), 'B')
    || setweight(to_tsvector('russian', left(coalesce(description, ''), 10000)), 'C')
) stored;

create index product_by_words on products_v1.product using gin (tenant, search);

-- For words that are mistyped.
create index product_by_trigrams on products_v1.product
  using gin (tenant, translate(lower(left(name, 1000)), 'ё', 'е') gin_trgm_ops);

create index product_by_sku on products_v1.product (tenant, lower(left(sku, 128)));

create or replace view product as
select tenant, product_id, name, description, barcode, sku, category_id, price, cost, unit,
  tax_rate_bp, low_stock_threshold_milli, is_active, updated_at, search,
  translate(lower(left(name, 1000)), 'ё', 'е') as folded_name, lower(left(sku, 128)) as folded_sku
from products_v1.product;
