-- Begins work on a request, unless it ended or somebody else is at it.
-- KEYS: lease, result, cancel, out, totals, unstored, lost, running, tenant, waiting of each lane
-- ARGV: request, worker, now, until, attempts begun, most starts, time to live of the lease,
--       1 if the worker has nothing else in work, the dead letter it was redriven from ('' for
--       none), the failed result that voids ('' for none)
-- Returns what it found: ended (with the result and 1 if it was published), superseded (another
-- attempt is on its way), held (until when), suspect (workers died with it, so it is to be
-- begun alone), or begun (epoch, 1 if tokens were written, 1 if it is cancelled, 1 if it was begun
-- too often).
local lease, result, cancel, out, totals, unstored, lost, running, tenant = unpack(KEYS, 1, 9)
local request, now, redrive = ARGV[1], tonumber(ARGV[3]), ARGV[9]

-- A redrive begins a request anew, once: what is left of what came before is at an end.
local known = redrive == '' or redis.call('HEXISTS', lease, 'redrive:' .. redrive) == 1
local ended = redis.call('GET', result)
if ended and (known or ended ~= ARGV[10]) then
  return {'ended', ended, redis.call('HGET', lease, 'published') and 1 or 0}
end
local held = redis.call('HMGET', lease, 'until', 'attempts', 'redrive', 'starts')
local current = redrive == (held[3] or '')
if known and not current
    or current and tonumber(ARGV[5]) < tonumber(held[2] or '0') then
  return {'superseded'}
end
if tonumber(held[1] or '0') > now then
  return {'held', tonumber(held[1])}
end
-- One start without an end may be any crash's. With a second one it may be what kills workers, or
-- what was beside that: alone it takes nothing along, and nothing takes it along.
local crashes = current and tonumber(held[4] or '0') or 0
if crashes > 1 and crashes < tonumber(ARGV[6]) and ARGV[8] == '0' then
  return {'suspect'}
end
if not current then
  redis.call('DEL', result, out)
  redis.call('HDEL', lease, 'attempts', 'starts', 'published')
  redis.call('HSET', lease, 'redrive', redrive, 'redrive:' .. redrive, 1)
end

local places = redis.call('ZREM', running, request)
for lane = 10, #KEYS do
  places = places + redis.call('ZREM', KEYS[lane], request)
end
redis.call('ZREM', tenant, request)
-- It is admitted if nobody counted it yet: Redis did not know that it is stored, or never knew of it,
-- or it is redriven.
local found = places + redis.call('ZREM', lost, request)
if redis.call('ZREM', unstored, request) == 1 or found == 0 then
  redis.call('HINCRBY', totals, 'admitted', 1)
end
redis.call('ZADD', running, ARGV[4], request)
local epoch = redis.call('HINCRBY', lease, 'epoch', 1)
local starts = redis.call('HINCRBY', lease, 'starts', 1)
redis.call('HSET', lease, 'worker', ARGV[2], 'until', ARGV[4], 'attempts', ARGV[5])
redis.call('PEXPIRE', lease, ARGV[7])
return {'begun', epoch, redis.call('EXISTS', out), redis.call('EXISTS', cancel),
    starts > tonumber(ARGV[6]) and 1 or 0}
