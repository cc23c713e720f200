-- Marks and releases what was claimed, then lets events through their limits and claims their ids.
-- KEYS: ids of late, ids before those, then the limits
-- ARGV: how many marks, releases, limits, groups; milliseconds ids are known, most ids of late,
--   seconds of a claim; id and value of each mark, of each release; cost, leak and capacity of
--   each limit; of each group its events, how many limits, whether ids follow, the limits' numbers,
--   and for each event its id and the value of its claim, both empty for none
-- Returns for each group: allowed, number of the tightest limit, what remains, microseconds until
--   all is there again and until one is; then event number and value of each id that was there.
--
-- Ids are fields of two hashes: many are read and written by one command, and none needs a time to
-- live of its own. When the newer is old or full it becomes the older, which is dropped.
--
-- All this goes to replicas, for when one takes over, but not to the append-only file: after a
-- restart of Redis limits begin afresh and ids are unknown, which both may.
redis.replicate_commands()
redis.set_repl(redis.REPL_REPLICA)
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local seconds = math.floor(now / 1000000)
local recent, before = KEYS[1], KEYS[2]
local marks, releases = tonumber(ARGV[1]), tonumber(ARGV[2])
local limits, groups = tonumber(ARGV[3]), tonumber(ARGV[4])
local window, most, claimed = tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7])
local CLAIMED, CLAIM, AT_ONCE = 99, 9, 1000
local a = 7

local left = redis.call('PTTL', recent)
if left >= 0 and (left < window or redis.call('HLEN', recent) >= most) then
  redis.call('UNLINK', before)
  redis.call('RENAME', recent, before)
  left = -2
end

local function put(pairs)
  for from = 1, #pairs, AT_ONCE do
    redis.call('HSET', recent, unpack(pairs, from, math.min(#pairs, from + AT_ONCE - 1)))
  end
  if left < 0 and #pairs > 0 then
    redis.call('PEXPIRE', recent, 2 * window)
    left = 2 * window
  end
end

if marks > 0 then
  local pairs = {}
  for i = 1, 2 * marks do
    pairs[i] = ARGV[a + i]
  end
  a = a + 2 * marks
  put(pairs)
end

for _ = 1, releases do
  for _, ids in ipairs({recent, before}) do
    local value = redis.call('HGET', ids, ARGV[a + 1])
    if value and string.sub(value, 1, CLAIM) == ARGV[a + 2] then
      redis.call('HDEL', ids, ARGV[a + 1])
    end
  end
  a = a + 2
end

local key, cost, leak, capacity, level, since, taken = {}, {}, {}, {}, {}, {}, {}
for i = 1, limits do
  key[i] = KEYS[i + 2]
  cost[i], leak[i], capacity[i] =
    tonumber(ARGV[a + 1]), tonumber(ARGV[a + 2]), tonumber(ARGV[a + 3])
  a = a + 3
  level[i], since[i] = 0, now
  local state = redis.call('GET', key[i])
  if state then
    local full, at = struct.unpack('<dd', state)
    since[i] = math.max(now, at)
    level[i] = math.max(0, full - (since[i] - at) * leak[i])
  end
end

local reply, ids, values, numbers, event = {}, {}, {}, {}, 0
for _ = 1, groups do
  local count, held, claims = tonumber(ARGV[a + 1]), tonumber(ARGV[a + 2]), ARGV[a + 3] == '1'
  a = a + 3
  local allowed = count
  for j = a + 1, a + held do
    local i = tonumber(ARGV[j])
    allowed = math.min(allowed, math.floor((capacity[i] - level[i]) / cost[i]))
  end
  local tightest, remaining, reset, wait = 0, 0, 0, -1
  for j = a + 1, a + held do
    local i = tonumber(ARGV[j])
    if allowed > 0 then
      level[i] = level[i] + allowed * cost[i]
      taken[i] = true
    end
    local room = math.floor((capacity[i] - level[i]) / cost[i])
    local till = math.ceil(math.max(0, level[i] + cost[i] - capacity[i]) / leak[i])
    if till > wait or (till == wait and room < remaining) then
      tightest, remaining, wait = i, room, till
      reset = math.ceil(level[i] / leak[i])
    end
  end
  a = a + held
  local n = #reply
  reply[n + 1], reply[n + 2], reply[n + 3] = allowed, tightest, remaining
  reply[n + 4], reply[n + 5] = reset, math.max(0, wait)
  if claims then
    for e = 1, count do
      if e <= allowed and ARGV[a + 1] ~= '' then
        local n = #ids + 1
        ids[n], values[n], numbers[n] = ARGV[a + 1], ARGV[a + 2], event + e - 1
      end
      a = a + 2
    end
    event = event + count
  end
end

for from = 1, #ids, AT_ONCE do
  local to = math.min(#ids, from + AT_ONCE - 1)
  local newer = redis.call('HMGET', recent, unpack(ids, from, to))
  local older = redis.call('HMGET', before, unpack(ids, from, to))
  local pairs, own = {}, {}
  for i = from, to do
    local id = ids[i]
    local value = own[id] or newer[i - from + 1] or older[i - from + 1]
    if value and string.byte(value) == CLAIMED
        and struct.unpack('>I4', value, CLAIM + 1) + claimed <= seconds then
      value = nil
    end
    if value then
      reply[#reply + 1] = numbers[i]
      reply[#reply + 1] = value
    else
      own[id] = values[i] .. struct.pack('>I4', seconds)
      pairs[#pairs + 1] = id
      pairs[#pairs + 1] = own[id]
    end
  end
  put(pairs)
end

for i = 1, limits do
  if taken[i] then
    local full = math.ceil(level[i] / leak[i] / 1000) + 1
    redis.call('SET', key[i], struct.pack('<dd', level[i], since[i]), 'PX', full)
  end
end
return reply
