create schema chat_v1;

create table chat_v1.chat_message (
  tenant text not null,
  conversation_id text not null,
  message_id text not null,
  sender_id text not null,
  text text not null,
  recipients text[] not null,
  sent_at timestamptz not null,
  -- A conversation lives in one partition, so this orders it.
  log_offset bigint not null,
  primary key (tenant, conversation_id, message_id)
);

create index chat_message_in_order on chat_v1.chat_message (tenant, conversation_id, log_offset desc);

create view chat_message as
select tenant, conversation_id, message_id, sender_id, text, recipients, sent_at, log_offset
from chat_v1.chat_message;
