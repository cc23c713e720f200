create schema products_v1;

create table products_v1.product (
  tenant text not null,
  product_id text not null,
  name text not null,
  description text,
  barcode text,
  sku text,
  category_id text,
  price bigint not null,
  cost bigint,
  unit text,
  tax_rate_bp int,
  low_stock_threshold_milli bigint,
  is_active boolean not null,
  updated_at timestamptz not null,
  -- The record's place in its partition: of two states of a product the later one counts.
  log_offset bigint not null,
  primary key (tenant, product_id)
);

create index product_by_barcode on products_v1.product (tenant, barcode);

create view product as
select tenant, product_id, name, description, barcode, sku, category_id, price, cost, unit,
  tax_rate_bp, low_stock_threshold_milli, is_active, updated_at
from products_v1.product;

create schema reference_v1;

create table reference_v1.reference (
  tenant text not null,
  kind text not null,
  id text not null,
  name text,
  timezone text,
  currency text,
  phone text,
  attributes jsonb not null,
  updated_at timestamptz not null,
  log_offset bigint not null,
  primary key (tenant, kind, id)
);

create index reference_by_phone on reference_v1.reference (tenant, phone) where kind = 'customers';

create view reference as
select tenant, kind, id, name, timezone, currency, phone, attributes, updated_at
from reference_v1.reference;
