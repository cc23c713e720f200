-- Results for an hour that the topology no longer holds in state are added here, each once.

-- Which of a request's results counted, by its place in ai.results.v1.
alter table ai_requests_v1.ai_request
  add column result_input_partition int,
  add column result_input_offset bigint;

create or replace view ai_request as
select tenant, request_id, user_id, status, priority, admitted_at, attempts, answer, fallback,
  model, prompt_tokens, completion_tokens, total_tokens, wait_ms, process_ms, error_code,
  error_message, completed_at, conversation_id, finish_reason, tool_calls, provider,
  result_input_partition, result_input_offset
from ai_requests_v1.ai_request;

-- Fails, for a reason that passes, until the requests of these results are known.
create function ai_results_cover(partitions int[], offsets bigint[]) returns void
language plpgsql as $$
declare
  missing record;
begin
  select r."partition", r."offset" into missing
  from unnest(partitions, offsets) as r ("partition", "offset")
  left join watermark w on w.projection = 'ai-requests'
    and w.version = coalesce(
      (select v.active from projection_version v where v.projection = 'ai-requests'), 1)
    and w.topic = 'ai.results.v1' and w."partition" = r."partition"
  where w."offset" is null or w."offset" < r."offset"
  limit 1;
  if found then
    raise exception 'AI requests do not cover ai.results.v1-%@% yet',
      missing."partition", missing."offset" using errcode = 'MR001';
  end if;
end $$;

create table ai_usage_v1.late_fact (
  tenant text not null,
  start timestamptz not null,
  request_id text not null,
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
  primary key (tenant, start, request_id)
);

create or replace view ai_usage_hour as
select tenant, start, model, priority, part, requests, failed, cancelled, fallbacks,
  prompt_tokens, completion_tokens, wait_ms, process_ms, revision
from ai_usage_v1.ai_usage_hour
union all
select tenant, start, model, priority, part, requests, failed, cancelled, fallbacks,
  prompt_tokens, completion_tokens, wait_ms, process_ms, 0
from ai_usage_v1.late_fact;
