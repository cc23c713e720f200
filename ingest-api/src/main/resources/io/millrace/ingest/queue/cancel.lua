-- Cancels an AI request that has not ended.
-- KEYS: waiting of high, of normal, of low; running; result; cancel; whose it is
-- ARGV: request; how long it is remembered; where it is told; whose it must be, empty for anybody's
-- Returns: 0 where there is no such request, 1 where it has ended, 2 where it is cancelled
if ARGV[4] ~= '' and redis.call('GET', KEYS[7]) ~= ARGV[4] then
  return {0}
end
if redis.call('EXISTS', KEYS[5]) == 1 then
  return {1}
end
for i = 1, 4 do
  if redis.call('ZSCORE', KEYS[i], ARGV[1]) then
    redis.call('SET', KEYS[6], '1', 'PX', ARGV[2])
    redis.call('PUBLISH', ARGV[3], ARGV[1])
    return {2}
  end
end
return {0}
