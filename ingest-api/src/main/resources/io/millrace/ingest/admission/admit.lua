-- Marks and releases what was claimed, then lets events through their limits and claims their ids.
-- KEYS: marks, releases, limits, ids
-- ARGV: how many marks, releases, limits, groups; milliseconds of a mark, of a claim;
--   values of marks; values of releases; cost, leak and capacity of each limit;
--   of each group its events, how many limits, whether ids follow, the limits' numbers, and
--   for each event the value of its claim, empty for none
-- Returns for each group: allowed, number of the tightest limit, what remains, microseconds until
--   all is there again and until one is; then event number and value of each id that was there.
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local marks, releases = tonumber(ARGV[1]), tonumber(ARGV[2])
local limits, groups = tonumber(ARGV[3]), tonumber(ARGV[4])
local k, a = 0, 6

for _ = 1, marks do
  k, a = k + 1, a + 1
  redis.call('SET', KEYS[k], ARGV[a], 'PX', ARGV[5])
end

for _ = 1, releases do
  k, a = k + 1, a + 1
  if redis.call('GET', KEYS[k]) == ARGV[a] then
    redis.call('DEL', KEYS[k])
  end
end

local key, cost, leak, capacity, level, since, taken = {}, {}, {}, {}, {}, {}, {}
for i = 1, limits do
  k = k + 1
  key[i] = KEYS[k]
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

local reply, found, event = {}, {}, 0
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
    local left = math.floor((capacity[i] - level[i]) / cost[i])
    local till = math.ceil(math.max(0, level[i] + cost[i] - capacity[i]) / leak[i])
    if till > wait or (till == wait and left < remaining) then
      tightest, remaining, wait = i, left, till
      reset = math.ceil(level[i] / leak[i])
    end
  end
  a = a + held
  local n = #reply
  reply[n + 1], reply[n + 2], reply[n + 3] = allowed, tightest, remaining
  reply[n + 4], reply[n + 5] = reset, math.max(0, wait)
  if claims then
    for e = 1, count do
      a = a + 1
      if ARGV[a] ~= '' then
        k = k + 1
        if e <= allowed and not redis.call('SET', KEYS[k], ARGV[a], 'PX', ARGV[6], 'NX') then
          found[#found + 1] = event + e - 1
          found[#found + 1] = redis.call('GET', KEYS[k]) or ''
        end
      end
    end
    event = event + count
  end
end

for i = 1, limits do
  if taken[i] then
    local full = math.ceil(level[i] / leak[i] / 1000) + 1
    redis.call('SET', key[i], struct.pack('<dd', level[i], since[i]), 'PX', full)
  end
end

for i = 1, #found do
  reply[#reply + 1] = found[i]
end
return reply
