-- Guesses at passwords of the last hour. Each key is a sorted set of guesses by their time; ARGV has
-- the pace of each key behind the first three.
local HOUR_MS = 3600000
local op, now, guess = ARGV[1], tonumber(ARGV[2]), ARGV[3]
local FIRST_PACE = 4
if now == 0 then
  local time = redis.call('TIME')
  now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end

if op == 'reset' then
  for _, key in ipairs(KEYS) do redis.call('DEL', key) end
  return 0
end
if op == 'remove' then
  for _, key in ipairs(KEYS) do
    if guess ~= '' then redis.call('ZREM', key, guess) else redis.call('ZPOPMAX', key) end
  end
  return 0
end

local waitMs = 0
for index, key in ipairs(KEYS) do
  -- `FREE MOST-AN-HOUR PAUSE,PAUSE,...`
  local free, mostAnHour, list = string.match(ARGV[FIRST_PACE + index - 1], '^(%d+) (%d+) (%S+)$')
  free, mostAnHour = tonumber(free), tonumber(mostAnHour)
  local pauses = {}
  for pause in string.gmatch(list, '%d+') do pauses[#pauses + 1] = tonumber(pause) end
  redis.call('ZREMRANGEBYSCORE', key, '-inf', now - HOUR_MS)
  -- A call that comes a second time has been let through already.
  if redis.call('ZSCORE', key, guess) then return 0 end
  local count = redis.call('ZCARD', key)
  if count >= free and count > 0 then
    local last = tonumber(redis.call('ZRANGE', key, -1, -1, 'WITHSCORES')[2])
    waitMs = math.max(waitMs, last + pauses[math.min(count - free + 1, #pauses)] - now)
    local leaving = redis.call('ZRANGE', key, -mostAnHour, -mostAnHour, 'WITHSCORES')[2]
    if leaving then waitMs = math.max(waitMs, tonumber(leaving) + HOUR_MS - now) end
  end
end
if waitMs > 0 then return math.ceil(waitMs) end
for _, key in ipairs(KEYS) do
  redis.call('ZADD', key, now, guess)
  redis.call('PEXPIRE', key, HOUR_MS)
end
return 0
