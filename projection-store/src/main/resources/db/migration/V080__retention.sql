-- What retention deletes, the oldest first.
create index chat_place_by_time on chat_conversations_v1.chat_place (sent_at);

-- A mark that came without its notification is as old as the reading.
create index notification_by_time
on notifications_v1.notification (coalesce(created_at, read_at));
