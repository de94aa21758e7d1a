-- Handshakes under way. KEYS: times (id -> end), values (id -> `PROVEN KEY CHALLENGE`).
local TIMES, VALUES = KEYS[1], KEYS[2]
local op, now, leaseMs, id = ARGV[1], tonumber(ARGV[2]), ARGV[3], ARGV[4]
if now == 0 then
  local time = redis.call('TIME')
  now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end

for _, over in ipairs(redis.call('ZRANGEBYSCORE', TIMES, '-inf', now, 'LIMIT', 0, 1000)) do
  redis.call('ZREM', TIMES, over)
  redis.call('HDEL', VALUES, over)
end

local endsAtMs = tonumber(redis.call('ZSCORE', TIMES, id) or '')
local value = endsAtMs and endsAtMs > now and redis.call('HGET', VALUES, id)

if op == 'add' then
  local value, livesMs, most = ARGV[5], tonumber(ARGV[6]), tonumber(ARGV[7])
  if not endsAtMs and redis.call('ZCARD', TIMES) >= most then return 0 end
  redis.call('ZADD', TIMES, now + livesMs, id)
  redis.call('HSET', VALUES, id, value)
  for _, key in ipairs(KEYS) do redis.call('PEXPIRE', key, leaseMs) end
  return 1
end
if not value then return false end
if op == 'prove' then
  redis.call('HSET', VALUES, id, '1' .. string.sub(value, 2))
  return 1
end
if op == 'take' then
  redis.call('ZREM', TIMES, id)
  redis.call('HDEL', VALUES, id)
end
return { value, tostring(endsAtMs) }
