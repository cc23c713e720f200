-- Keeps a request, unless somebody else has it.
-- KEYS: lease, result, cancel, totals, running
-- ARGV: request, worker, epoch, until, time to live of the lease
-- Returns lost, cancelled or kept.
local lease, result, cancel, totals, running = unpack(KEYS)
local held = redis.call('HMGET', lease, 'worker', 'epoch', 'until')
-- What was given back meanwhile has no time left.
if held[1] and (held[1] ~= ARGV[2] or held[2] ~= ARGV[3] or held[3] == '0')
    or redis.call('EXISTS', result) == 1 then
  return {'lost'}
end
-- Without a holder Redis lost it: it is put back.
redis.call('HSET', lease, 'worker', ARGV[2], 'epoch', ARGV[3], 'until', ARGV[4])
redis.call('PEXPIRE', lease, ARGV[5])
if redis.call('ZADD', running, ARGV[4], ARGV[1]) == 1 then
  redis.call('HINCRBY', totals, 'admitted', 1)
end
return {redis.call('EXISTS', cancel) == 1 and 'cancelled' or 'kept'}
