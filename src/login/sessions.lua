-- One session a player over all processes. KEYS: numbers, online, then the player's record, then the
-- refresh token's row where the step has one. A record is a hash with the fields of `found` below.
local NUMBERS, ONLINE, RECORD, ROW = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local op, now, channel = ARGV[1], tonumber(ARGV[2]), ARGV[3]
local resumeMs, leaseMs, countMs = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
local player, no = ARGV[7], ARGV[8]
local FIRST = 9

if now == 0 then
  local time = redis.call('TIME')
  now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end

local function get(field)
  return redis.call('HGET', RECORD, field)
end

-- The session of that number is the player's, and not over by time. Everything that writes asks.
local function isCurrent()
  local ends = tonumber(get('endsAtMs') or '')
  return get('no') == no and ends ~= nil and ends > now
end

local function keep(forMs)
  redis.call('HSET', RECORD, 'endsAtMs', now + forMs)
  redis.call('PEXPIRE', RECORD, forMs)
end

local function count(untilMs)
  redis.call('ZADD', ONLINE, untilMs, player)
  redis.call('PEXPIRE', ONLINE, countMs + 2 * leaseMs)
end

local function tellOver(which, reason)
  -- A hint: where it cannot be said, it is asked for.
  redis.pcall('PUBLISH', channel, player .. ' ' .. which .. ' ' .. reason)
end

local ops = {}

function ops.open(sessionId, process)
  -- The same call sent twice opens one session.
  if get('id') == sessionId then return { tonumber(get('no')), get('openedAtMs'), '' } end
  local earlier = get('no')
  if earlier and tonumber(get('endsAtMs') or '0') <= now then earlier = nil end
  local newNo = redis.call('HINCRBY', NUMBERS, 'session', 1)
  local droppedAtMs = get('droppedAtMs')
  redis.call('DEL', RECORD)
  redis.call('HSET', RECORD, 'no', newNo, 'id', sessionId, 'openedAtMs', now, 'process', process,
    'link', 'new', 'isVoid', '0')
  if earlier and droppedAtMs then redis.call('HSET', RECORD, 'droppedAtMs', droppedAtMs) end
  keep(resumeMs)
  count(now + countMs)
  if earlier then tellOver(earlier, 'signed-in-elsewhere') end
  return { newNo, tostring(now), earlier or '' }
end

function ops.find()
  local ends = tonumber(get('endsAtMs') or '')
  if not ends or ends <= now then return {} end
  return redis.call('HGETALL', RECORD)
end

function ops.link(link, process)
  if not isCurrent() then return 0 end
  redis.call('HSET', RECORD, 'link', link, 'process', process)
  if link == 'connected' then
    redis.call('HDEL', RECORD, 'droppedAtMs')
    keep(resumeMs + leaseMs)
    count(now + countMs + leaseMs)
  else
    redis.call('HSETNX', RECORD, 'droppedAtMs', now)
    keep(resumeMs)
    count(now + countMs)
  end
  return 1
end

-- An open connection is a sign of life; 0 where the session is over or void.
function ops.renew()
  if not isCurrent() or get('isVoid') ~= '0' then return 0 end
  if get('link') == 'connected' then
    keep(resumeMs + leaseMs)
    count(now + countMs + leaseMs)
  end
  return 1
end

ops['end'] = function(reason)
  if not isCurrent() then return 0 end
  redis.call('DEL', RECORD)
  redis.call('ZREM', ONLINE, player)
  tellOver(no, reason)
  return 1
end

function ops.grant(digest)
  if not isCurrent() or get('isVoid') ~= '0' then return 0 end
  redis.call('HSET', RECORD, 'good', digest)
  redis.call('HDEL', RECORD, 'previous')
  redis.call('SET', ROW, player .. ' ' .. no, 'PX', resumeMs + leaseMs)
  return 1
end

-- KEYS[4] is the row of the new token; the old one's row stays, so that its reuse is seen.
function ops.rotate(digest, newDigest, sealedAnswer, sameAnswerMs)
  if not isCurrent() or get('isVoid') ~= '0' then return { 'gone' } end
  if get('good') == digest then
    redis.call('HSET', RECORD, 'good', newDigest, 'previous', digest, 'rotatedAtMs', now,
      'answer', sealedAnswer)
    redis.call('SET', ROW, player .. ' ' .. no, 'PX', resumeMs + leaseMs)
    if get('link') ~= 'connected' then return { 'rotated' } end
    keep(resumeMs + leaseMs)
    return { 'rotated' }
  end
  local rotatedAtMs = tonumber(get('rotatedAtMs') or '0')
  if get('previous') == digest and now - rotatedAtMs < tonumber(sameAnswerMs) then
    return { 'same', get('answer') }
  end
  redis.call('HSET', RECORD, 'isVoid', '1')
  redis.call('HDEL', RECORD, 'good', 'previous', 'answer')
  tellOver(no, 'signed-in-elsewhere')
  return { 'stolen' }
end

function ops.owner()
  return redis.call('GET', ROW)
end

function ops.online()
  redis.call('ZREMRANGEBYSCORE', ONLINE, '-inf', now)
  return redis.call('ZCARD', ONLINE)
end

return ops[op](unpack(ARGV, FIRST))
