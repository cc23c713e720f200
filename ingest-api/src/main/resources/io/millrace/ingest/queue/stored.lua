-- Keeps the place of an AI request that is stored, and counts it as admitted once.
-- KEYS: waiting of high, of normal, of low; the tenant's; unstored; totals; lease; whose it is
-- ARGV: request; until when it may wait; its lane, 1 to 3, if Redis may not know it, else 0; whose
--   it is, empty where nobody said; how long that is remembered
local request, till, lane = ARGV[1], ARGV[2], tonumber(ARGV[3])
local admitted = redis.call('ZREM', KEYS[5], request) == 1
local placed = false
for i = 1, 3 do
  if redis.call('ZSCORE', KEYS[i], request) then
    redis.call('ZADD', KEYS[i], till, request)
    placed = true
  end
end
if lane > 0 and ARGV[4] ~= '' then
  redis.call('SET', KEYS[8], ARGV[4], 'PX', ARGV[5], 'NX')
end
-- What has a lease was begun.
if not placed and lane > 0 and redis.call('EXISTS', KEYS[7]) == 0 then
  redis.call('ZADD', KEYS[lane], till, request)
  placed, admitted = true, true
end
if placed then
  redis.call('ZADD', KEYS[4], till, request)
end
if admitted then
  redis.call('HINCRBY', KEYS[6], 'admitted', 1)
end
return {}
