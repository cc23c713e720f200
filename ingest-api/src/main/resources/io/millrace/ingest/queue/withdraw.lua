-- Takes back the place of an AI request, unless it is stored.
-- KEYS: waiting of high, of normal, of low; the tenant's; unstored
-- ARGV: request
if redis.call('ZREM', KEYS[5], ARGV[1]) == 1 then
  for i = 1, 4 do
    redis.call('ZREM', KEYS[i], ARGV[1])
  end
end
return {}
