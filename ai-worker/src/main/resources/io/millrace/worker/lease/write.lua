-- Adds to a request's stream, for whoever has the lease.
-- KEYS: lease, result, out
-- ARGV: worker, epoch, most entries, time to live of the stream, id of the entry before these
--       (empty: whatever it is), then type and data of each entry
-- Returns written (id of the last entry), gone (Redis has lost the entry before these) or lost.
local lease, result, out = unpack(KEYS)
local held = redis.call('HMGET', lease, 'worker', 'epoch')
if held[1] and (held[1] ~= ARGV[1] or held[2] ~= ARGV[2])
    or redis.call('EXISTS', result) == 1 then
  return {'lost'}
end
if ARGV[5] ~= '' then
  local before = redis.call('XREVRANGE', out, '+', '-', 'COUNT', 1)[1]
  if not before or before[1] ~= ARGV[5] then
    return {'gone'}
  end
end
local last = ''
for i = 6, #ARGV, 2 do
  last = redis.call('XADD', out, 'MAXLEN', '~', ARGV[3], '*', 't', ARGV[i], 'd', ARGV[i + 1])
end
redis.call('PEXPIRE', out, ARGV[4])
return {'written', last}
