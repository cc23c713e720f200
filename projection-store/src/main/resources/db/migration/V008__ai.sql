create schema ai_requests_v1;

-- One row from two facts in any order: the request and its one result.
create table ai_requests_v1.ai_request (
  tenant text not null,
  request_id text not null,
  user_id text,
  status text not null,
  priority text not null,
  admitted_at timestamptz,
  attempts int not null,
  answer text,
  fallback boolean not null,
  model text,
  prompt_tokens bigint not null,
  completion_tokens bigint not null,
  total_tokens bigint not null,
  wait_ms bigint,
  process_ms bigint,
  error_code text,
  error_message text,
  completed_at timestamptz,
  primary key (tenant, request_id)
);

create index ai_request_queued on ai_requests_v1.ai_request (admitted_at) where status = 'queued';

create view ai_request as
select tenant, request_id, user_id, status, priority, admitted_at, attempts, answer, fallback,
  model, prompt_tokens, completion_tokens, total_tokens, wait_ms, process_ms, error_code,
  error_message, completed_at
from ai_requests_v1.ai_request;
