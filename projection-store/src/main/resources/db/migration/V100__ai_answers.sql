-- Where an answer goes, why the model stopped and which provider it was.
alter table ai_requests_v1.ai_request
  add column conversation_id text,
  add column finish_reason text,
  add column tool_calls text,
  add column provider text;

-- The newest request of a conversation.
create index ai_request_by_conversation
on ai_requests_v1.ai_request (tenant, conversation_id, admitted_at desc)
where conversation_id is not null;

create or replace view ai_request as
select tenant, request_id, user_id, status, priority, admitted_at, attempts, answer, fallback,
  model, prompt_tokens, completion_tokens, total_tokens, wait_ms, process_ms, error_code,
  error_message, completed_at, conversation_id, finish_reason, tool_calls, provider
from ai_requests_v1.ai_request;
