-- Adds to a request's stream, for whoever has the lease.
-- KEYS: lease, result, out
-- ARGV: worker, epoch, most entries, time to live of the stream, then type and data of each entry
-- Returns written or lost.
local lease, result, out = unpack(KEYS)
local held = redis.call('HMGET', lease, 'worker', 'epoch')
if held[1] and (held[1] ~= ARGV[1] or held[2] ~= ARGV[2])
    or redis.call('EXISTS', result) == 1 then
  return {'lost'}
end
for i = 5, #ARGV, 2 do
  redis.call('XADD', out, 'MAXLEN', '~', ARGV[3], '*', 't', ARGV[i], 'd', ARGV[i + 1])
end
redis.call('PEXPIRE', out, ARGV[4])
return {'written'}
