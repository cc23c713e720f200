create schema ai_usage_v1;

-- What one partition of the results counted; a figure is the sum over its parts.
create table ai_usage_v1.ai_usage_hour (
  tenant text not null,
  start timestamptz not null,
  model text not null,
  priority text not null,
  part int not null,
  requests bigint not null,
  failed bigint not null,
  cancelled bigint not null,
  fallbacks bigint not null,
  prompt_tokens bigint not null,
  completion_tokens bigint not null,
  wait_ms bigint not null,
  process_ms bigint not null,
  revision bigint not null,
  primary key (tenant, start, model, priority, part)
);

create view ai_usage_hour as
select tenant, start, model, priority, part, requests, failed, cancelled, fallbacks,
  prompt_tokens, completion_tokens, wait_ms, process_ms, revision
from ai_usage_v1.ai_usage_hour;
