-- wrk -s requests.lua URL -- FILE PREFIX
-- FILE holds requests as they go over the wire, each as its length, a line end, its bytes.
-- Sixteen '@' in a request stand for an id: PREFIX (4 characters) and a number that counts up.
local HOLE = string.rep("@", 16)
local heads, tails = {}, {}
local prefix, sent = "", 0
local format, random = string.format, math.random

function init(args)
  prefix = args[2]
  local file = assert(io.open(args[1], "rb"))
  local line = file:read("*l")
  while line do
    local request = file:read(tonumber(line))
    local first, last = request:find(HOLE, 1, true)
    heads[#heads + 1] = first and request:sub(1, first - 1) or request
    tails[#heads] = first and request:sub(last + 1) or false
    line = file:read("*l")
  end
  file:close()
  math.randomseed(42)
end

function request()
  local i = random(#heads)
  local tail = tails[i]
  if not tail then
    return heads[i]
  end
  sent = sent + 1
  return heads[i] .. prefix .. format("%012x", sent) .. tail
end

function done(summary, latency, requests)
  local e = summary.errors
  io.write(format(
    'RESULT {"answered":%d,"micros":%d,"p50":%.0f,"p95":%.0f,"p99":%.0f,"p999":%.0f,"max":%.0f,"refused":%d,"broken":%d}\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(95),
    latency:percentile(99), latency:percentile(99.9), latency.max, e.status,
    e.connect + e.read + e.write + e.timeout))
end
