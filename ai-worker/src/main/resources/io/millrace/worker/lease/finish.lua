-- Ends a request: its one result, the end of its stream, its place and its count.
-- KEYS: lease, result, out, totals, process-ms, tokens, cost, unstored, lost, running, tenant,
--       waiting of each lane
-- ARGV: request, worker, epoch (0: begun without Redis), result, its time to live, name of the end,
--       1 if answered, 1 if a model answered, waitMs, processMs, tokens, cost, most entries,
--       time to live of the stream, of tokens, of cost, id of the entry before those to be added
--       (empty: whatever it is), then type and data of each entry
-- Returns stored, ended (with the result that was first, and 1 if it was published), lost, or gone
-- (Redis has lost the entry before these; nothing is done).
local lease, result, out, totals, processMs, tokens, cost = unpack(KEYS, 1, 7)
local unstored, lost, running, tenant = unpack(KEYS, 8, 11)
local request = ARGV[1]

local ended = redis.call('GET', result)
if ended then
  return {'ended', ended, redis.call('HGET', lease, 'published') and 1 or 0}
end
local held = redis.call('HMGET', lease, 'worker', 'epoch')
if ARGV[3] ~= '0' and held[1] and (held[1] ~= ARGV[2] or held[2] ~= ARGV[3]) then
  return {'lost'}
end
if ARGV[17] ~= '' then
  local before = redis.call('XREVRANGE', out, '+', '-', 'COUNT', 1)[1]
  if not before or before[1] ~= ARGV[17] then
    return {'gone'}
  end
end

redis.call('SET', result, ARGV[4], 'PX', ARGV[5])
redis.call('HSET', lease, 'until', 0)
redis.call('PEXPIRE', lease, ARGV[5])
for i = 18, #ARGV, 2 do
  redis.call('XADD', out, 'MAXLEN', '~', ARGV[13], '*', 't', ARGV[i], 'd', ARGV[i + 1])
end
redis.call('PEXPIRE', out, ARGV[14])

local places = redis.call('ZREM', running, request)
for lane = 12, #KEYS do
  places = places + redis.call('ZREM', KEYS[lane], request)
end
redis.call('ZREM', tenant, request)
-- As in begin.lua, for what was begun without Redis.
local found = places + redis.call('ZREM', lost, request)
if redis.call('ZREM', unstored, request) == 1 or found == 0 then
  redis.call('HINCRBY', totals, 'admitted', 1)
end
redis.call('HINCRBY', totals, ARGV[6], 1)
if ARGV[7] == '1' then
  redis.call('HINCRBY', totals, 'processed', 1)
  redis.call('HINCRBY', totals, 'waitMs', ARGV[9])
  redis.call('HINCRBY', totals, 'processMs', ARGV[10])
end
if ARGV[8] == '1' then
  local before = tonumber(redis.call('GET', processMs) or ARGV[10])
  redis.call('SET', processMs, string.format('%.0f', 0.9 * before + 0.1 * tonumber(ARGV[10])))
end
if ARGV[11] ~= '0' then
  redis.call('INCRBY', tokens, ARGV[11])
  redis.call('PEXPIRE', tokens, ARGV[15])
end
if ARGV[12] ~= '0' then
  redis.call('INCRBY', cost, ARGV[12])
  redis.call('PEXPIRE', cost, ARGV[16])
end
return {'stored'}
