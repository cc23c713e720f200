-- Says that a worker lives, forgets those that do not, and tells what there is.
-- KEYS: workers, slots, circuits, totals, unstored, running, waiting of each lane
-- ARGV: worker, now, until, slots (0: it ends), state of its circuit
-- Returns admitted, the sum of all ends, how many of those that wait are not known to be stored,
-- running, then waiting of each lane. What is past its time is none of these.
local workers, slots, circuits, totals = unpack(KEYS, 1, 4)
for _, dead in ipairs(redis.call('ZRANGEBYSCORE', workers, '-inf', ARGV[2])) do
  redis.call('ZREM', workers, dead)
  redis.call('HDEL', slots, dead)
  redis.call('HDEL', circuits, dead)
end
if ARGV[4] == '0' then
  redis.call('ZREM', workers, ARGV[1])
  redis.call('HDEL', slots, ARGV[1])
  redis.call('HDEL', circuits, ARGV[1])
else
  redis.call('ZADD', workers, ARGV[3], ARGV[1])
  redis.call('HSET', slots, ARGV[1], ARGV[4])
  redis.call('HSET', circuits, ARGV[1], ARGV[5])
end
local counts = redis.call('HMGET', totals, 'admitted', 'completed', 'fallback', 'failed', 'expired',
    'cancelled', 'dead')
local ended = 0
for i = 2, #counts do
  ended = ended + tonumber(counts[i] or '0')
end
local told = {tonumber(counts[1] or '0'), ended}
for set = 5, #KEYS do
  told[#told + 1] = redis.call('ZCOUNT', KEYS[set], '(' .. ARGV[2], '+inf')
end
return told
