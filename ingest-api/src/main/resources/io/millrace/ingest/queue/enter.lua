-- Gives an AI request a place in the queue, or says why it has none.
-- KEYS: waiting of high, of normal, of low; the tenant's; running; workers; slots; process-ms;
--   unstored; lost; result; the tenant's tokens of the minute; its cost of the day; whose the request
--   is; where the answer goes, if it goes into a conversation
-- ARGV: request; its lane, 1 to 3; now; until when the place is held; deadline, 0 for none; most of
--   a tenant; slots and milliseconds of an answer where they are not known; most tokens and cost, -1
--   for any; how much of each lane is its own; how much of what is shared may be used for each lane
--   to go in; how long a conversation is remembered, and whose a request is; whose it is, empty
--   where nobody said
-- Returns: verdict (0 in, 1 in before, 2 full, 3 full for the tenant, 4 too late, 5 out of tokens,
--   6 out of money); how many wait; milliseconds until another try makes sense; tokens used; waiting
--   of high, of normal, of low
local request, lane, now = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local deadline, own_most = tonumber(ARGV[5]), tonumber(ARGV[6])
local tokens_most, cost_most = tonumber(ARGV[9]), tonumber(ARGV[10])
local unstored, lost = KEYS[9], KEYS[10]
local MOST_LOST = 10000

local function toward()
  if KEYS[15] then
    redis.call('SET', KEYS[15], request, 'PX', ARGV[17])
  end
end

local counts, depth, known = {}, 0, false
for i = 1, 3 do
  for _, gone in ipairs(redis.call('ZRANGEBYSCORE', KEYS[i], '-inf', ARGV[3])) do
    redis.call('ZREM', KEYS[i], gone)
    if redis.call('ZREM', unstored, gone) == 0 then
      redis.call('ZADD', lost, ARGV[3], gone)
      redis.call('ZREMRANGEBYRANK', lost, 0, -MOST_LOST - 1)
    end
  end
  counts[i] = redis.call('ZCARD', KEYS[i])
  depth = depth + counts[i]
  known = known or redis.call('ZSCORE', KEYS[i], request)
end
redis.call('ZREMRANGEBYSCORE', KEYS[4], '-inf', ARGV[3])
redis.call('ZREMRANGEBYSCORE', unstored, '-inf', ARGV[3])
local tokens = tonumber(redis.call('GET', KEYS[12]) or 0)

local function said(verdict, wait, retry)
  return {verdict, wait, retry, tokens, counts[1], counts[2], counts[3]}
end

if known or redis.call('ZSCORE', KEYS[5], request) or redis.call('EXISTS', KEYS[11]) == 1 then
  toward()
  return said(1, depth, 0)
end
if tokens_most >= 0 and tokens >= tokens_most then
  return said(5, depth, 0)
end
if cost_most >= 0 and tonumber(redis.call('GET', KEYS[13]) or 0) >= cost_most then
  return said(6, depth, 0)
end

local slots = 0
local live = redis.call('ZRANGEBYSCORE', KEYS[6], '(' .. ARGV[3], '+inf')
if #live > 0 then
  for _, each in ipairs(redis.call('HMGET', KEYS[7], unpack(live))) do
    slots = slots + (tonumber(each) or 0)
  end
end
if slots < 1 then
  slots = tonumber(ARGV[7])
end
local process = tonumber(redis.call('GET', KEYS[8]) or ARGV[8])

local shared = 0
for i = 1, 3 do
  shared = shared + math.max(0, counts[i] - tonumber(ARGV[10 + i]))
end
local may = tonumber(ARGV[13 + lane])
if counts[lane] >= tonumber(ARGV[10 + lane]) and shared >= may then
  return said(2, depth, math.ceil((shared - may + 1) * process / slots))
end
local own = redis.call('ZCARD', KEYS[4])
if own >= own_most then
  local share = math.max(1, depth / math.max(1, own))
  return said(3, depth, math.ceil((own - own_most + 1) * share * process / slots))
end
if deadline > 0 then
  local before = 0
  for i = 1, lane do
    before = before + counts[i]
  end
  local late = now + before * process / slots - deadline
  if late > 0 then
    return said(4, depth, math.ceil(late))
  end
end

redis.call('ZADD', KEYS[lane], ARGV[4], request)
redis.call('ZADD', KEYS[4], ARGV[4], request)
if redis.call('ZREM', lost, request) == 0 then
  redis.call('ZADD', unstored, ARGV[4], request)
end
counts[lane] = counts[lane] + 1
if ARGV[18] ~= '' then
  redis.call('SET', KEYS[14], ARGV[18], 'PX', ARGV[17])
end
toward()
return said(0, depth + 1, 0)
