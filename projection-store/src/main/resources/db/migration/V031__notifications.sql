create schema notifications_v1;

-- One row from two facts in any order: the notification, and that its user has read it.
create table notifications_v1.notification (
  tenant text not null,
  user_id text not null,
  notification_id text not null,
  kind text,
  title text,
  body text,
  conversation_id text,
  message_id text,
  request_id text,
  created_at timestamptz,
  read_at timestamptz,
  revision bigint,
  primary key (tenant, user_id, notification_id)
);

create index notification_newest
on notifications_v1.notification (tenant, user_id, created_at desc, notification_id)
where created_at is not null;

create index notification_unread
on notifications_v1.notification (tenant, user_id, created_at desc, notification_id)
where created_at is not null and read_at is null;

create view notification as
select tenant, user_id, notification_id, kind, title, body, conversation_id, message_id,
  request_id, created_at, read_at, revision
from notifications_v1.notification;
