create schema chat_conversations_v1;

-- Which of its conversation's messages a message is; what it says is in chat_message.
create table chat_conversations_v1.chat_place (
  tenant text not null,
  conversation_id text not null,
  message_id text not null,
  seq bigint not null,
  sent_at timestamptz not null,
  primary key (tenant, conversation_id, message_id)
);

create index chat_place_in_order on chat_conversations_v1.chat_place (tenant, conversation_id, seq desc);

create view chat_place as
select tenant, conversation_id, message_id, seq, sent_at
from chat_conversations_v1.chat_place;

create table chat_conversations_v1.chat_conversation (
  tenant text not null,
  conversation_id text not null,
  last_seq bigint not null,
  last_sent_at timestamptz not null,
  revision bigint not null,
  primary key (tenant, conversation_id)
);

create index chat_conversation_last_used
on chat_conversations_v1.chat_conversation (tenant, last_sent_at desc, conversation_id);

create view chat_conversation as
select tenant, conversation_id, last_seq, last_sent_at, revision
from chat_conversations_v1.chat_conversation;

create table chat_conversations_v1.chat_member (
  tenant text not null,
  user_id text not null,
  conversation_id text not null,
  takes_part boolean not null,
  read_seq bigint not null,
  own_after_read bigint not null,
  revision bigint not null,
  primary key (tenant, user_id, conversation_id)
);

create view chat_member as
select tenant, user_id, conversation_id, takes_part, read_seq, own_after_read, revision
from chat_conversations_v1.chat_member;
