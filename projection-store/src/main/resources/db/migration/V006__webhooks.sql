create schema webhook_stats_v1;

create table webhook_stats_v1.webhook_minute (
  tenant text not null,
  source_key text not null,
  start timestamptz not null,
  accepted bigint not null,
  rejected bigint not null,
  duplicates bigint not null,
  bytes bigint not null,
  by_type jsonb not null,
  revision bigint not null,
  primary key (tenant, source_key, start)
);

create index webhook_minute_by_time on webhook_stats_v1.webhook_minute (tenant, start);

create view webhook_minute as
select tenant, source_key, start, accepted, rejected, duplicates, bytes, by_type, revision
from webhook_stats_v1.webhook_minute;
