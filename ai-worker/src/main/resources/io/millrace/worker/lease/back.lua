-- Gives a request back to those that wait: for another attempt, or for another worker.
-- KEYS: lease, result, running, tenant, waiting of its lane
-- ARGV: request, worker, epoch, attempts begun, when it is given up for lost
-- Returns given or lost.
local lease, result, running, tenant, waiting = unpack(KEYS)
local held = redis.call('HMGET', lease, 'worker', 'epoch')
if held[1] ~= ARGV[2] or held[2] ~= ARGV[3] or redis.call('EXISTS', result) == 1 then
  return {'lost'}
end
-- A start counts only if it never came to an end: that is what a crash looks like.
redis.call('HINCRBY', lease, 'starts', -1)
redis.call('HSET', lease, 'until', 0, 'attempts', ARGV[4])
if redis.call('ZREM', running, ARGV[1]) == 1 then
  redis.call('ZADD', waiting, ARGV[5], ARGV[1])
  redis.call('ZADD', tenant, ARGV[5], ARGV[1])
end
return {'given'}
