-- wrk -s requests.lua URL -- FILE PREFIX
-- FILE holds requests as they go over the wire, each as its length, a line end, its bytes.
-- Sixteen '@' in a request stand for an id: PREFIX (4 characters) and a number that counts up.
local HOLE = string.rep("@", 16)
local requests = {}
local threads = {}
local prefix, sent = "", 0
local concat, format, random = table.concat, string.format, math.random

local function pieces(request)
  local cut, from = {}, 1
  local first, last = request:find(HOLE, from, true)
  while first do
    cut[#cut + 1] = request:sub(from, first - 1)
    from = last + 1
    first, last = request:find(HOLE, from, true)
  end
  cut[#cut + 1] = request:sub(from)
  return cut
end

-- Looked at only where a request has several ids: wrk counts 207 as a success.
local function partly(status)
  if status == 207 then
    partial = partial + 1
  end
end

function setup(thread)
  threads[#threads + 1] = thread
end

function init(args)
  prefix, partial = args[2], 0
  local file = assert(io.open(args[1], "rb"))
  local line = file:read("*l")
  while line do
    local cut = pieces(file:read(tonumber(line)))
    if #cut > 2 then
      response = partly
    end
    requests[#requests + 1] = cut
    line = file:read("*l")
  end
  file:close()
  math.randomseed(42)
end

function request()
  local cut = requests[random(#requests)]
  if #cut == 1 then
    return cut[1]
  end
  sent = sent + 1
  return concat(cut, prefix .. format("%012x", sent))
end

function done(summary, latency, requests)
  local e = summary.errors
  local refused = e.status
  for _, thread in ipairs(threads) do
    refused = refused + thread:get("partial")
  end
  io.write(format(
    'RESULT {"answered":%d,"micros":%d,"p50":%.0f,"p95":%.0f,"p99":%.0f,"p999":%.0f,"max":%.0f,"refused":%d,"broken":%d}\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(95),
    latency:percentile(99), latency:percentile(99.9), latency.max, refused,
    e.connect + e.read + e.write + e.timeout))
end
