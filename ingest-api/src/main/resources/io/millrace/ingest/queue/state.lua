-- How the queue of AI requests stands; and that an instance of ingest-api lives.
-- KEYS: waiting of high, of normal, of low; running; workers; slots; process-ms; totals; instances
-- ARGV: now; instance; until when it is taken for alive
-- Returns: waiting of high, of normal, of low; running; slots; milliseconds of an answer of late, -1
--   where that is not known; requests answered, milliseconds they waited, milliseconds they took;
--   instances
local after = '(' .. ARGV[1]
local reply = {}
for i = 1, 4 do
  reply[i] = redis.call('ZCOUNT', KEYS[i], after, '+inf')
end
local slots = 0
local live = redis.call('ZRANGEBYSCORE', KEYS[5], after, '+inf')
if #live > 0 then
  for _, each in ipairs(redis.call('HMGET', KEYS[6], unpack(live))) do
    slots = slots + (tonumber(each) or 0)
  end
end
reply[5] = slots
reply[6] = math.ceil(tonumber(redis.call('GET', KEYS[7]) or -1))
for i, sum in ipairs(redis.call('HMGET', KEYS[8], 'processed', 'waitMs', 'processMs')) do
  reply[6 + i] = math.floor(tonumber(sum) or 0)
end
redis.call('ZREMRANGEBYSCORE', KEYS[9], '-inf', ARGV[1])
redis.call('ZADD', KEYS[9], ARGV[3], ARGV[2])
reply[10] = redis.call('ZCARD', KEYS[9])
return reply
