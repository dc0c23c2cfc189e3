-- Sends the requests of a file, one a line: method, path and body with tabs between.
-- Arguments: the file, and "once" or "again" for what to do at its end.
local requests = {}
local at = 0
local once

function init(args)
  once = args[2] == "once"
  for line in io.lines(args[1]) do
    local method, path, body = line:match("^(%S+)\t(%S+)\t(.*)$")
    local headers = { ["Content-Type"] = "application/jose+json" }
    requests[#requests + 1] = wrk.format(method, path, headers, body)
  end
end

function request()
  at = at + 1
  if at > #requests then
    -- A request that was sent before is refused, and so makes the run fail.
    at = once and #requests or 1
  end
  return requests[at]
end

function done(summary, latency, others)
  local errors = summary.errors
  io.write(string.format("RESULT %d %d %d %d %d\n", summary.requests, summary.duration,
    errors.status + errors.connect + errors.read + errors.write + errors.timeout,
    latency:percentile(50), latency:percentile(99)))
end
