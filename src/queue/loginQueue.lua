-- The login queue of the whole cluster, one step a call. Keys: see RedisLoginQueue.ts.
local STATE, LINE, SILENCE, HELD, BESIDE, TICKETS, PLAYERS, RATE = unpack(KEYS)
local op, channel = ARGV[1], ARGV[3]
local now = tonumber(ARGV[2])
local admissions, windowMs = tonumber(ARGV[4]), tonumber(ARGV[5])
local maxPlayers, online, mostWaiting = tonumber(ARGV[6]), tonumber(ARGV[7]), tonumber(ARGV[8])
local waitingLifeMs, admittedLifeMs = tonumber(ARGV[9]), tonumber(ARGV[10])
local redeemLeaseMs, keyLeaseMs = tonumber(ARGV[11]), tonumber(ARGV[12])
local FIRST = 13

-- One script must not hold up everybody else; what is left over is done by the next.
local MOST_A_STEP = 1000
local PACE_MEMORY_MS = 120000
local SLOWEST_PER_SECOND = 1 / 60

-- The clocks of several machines differ; Redis has one.
if now == 0 then
  local time = redis.call('TIME')
  now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end

local bad, admitted = 0, 0

local function forget(ticket)
  for _, key in ipairs({ LINE, SILENCE, HELD, BESIDE }) do redis.call('ZREM', key, ticket) end
  redis.call('HDEL', TICKETS, ticket)
end

-- An entry is `PLAYER STATE ATTEMPT`; w waits, a is admitted, r is being redeemed.
local function read(ticket)
  local text = redis.call('HGET', TICKETS, ticket)
  local player, state, attempt
  if text then player, state, attempt = string.match(text, '^(%d+) ([war]) (%S+)$') end
  if player then return { ticket = ticket, player = player, state = state, attempt = attempt } end
  if text then bad = bad + 1 end
  forget(ticket)
  return nil
end

local function write(entry)
  local text = entry.player .. ' ' .. entry.state .. ' ' .. entry.attempt
  redis.call('HSET', TICKETS, entry.ticket, text)
end

local function drop(entry)
  forget(entry.ticket)
  if redis.call('HGET', PLAYERS, entry.player) == entry.ticket then
    redis.call('HDEL', PLAYERS, entry.player)
  end
end

local function touch(entry)
  redis.call('ZADD', SILENCE, now + waitingLifeMs, entry.ticket)
end

-- Where an admitted ticket is counted: among the places held, or beside them.
local function setEnd(entry, atMs)
  local key = HELD
  if redis.call('ZSCORE', BESIDE, entry.ticket) then key = BESIDE end
  redis.call('ZADD', key, atMs, entry.ticket)
end

local function admit(entry, key)
  redis.call('ZREM', LINE, entry.ticket)
  redis.call('ZREM', SILENCE, entry.ticket)
  entry.state = 'a'
  write(entry)
  redis.call('ZADD', key, now + admittedLifeMs, entry.ticket)
  admitted = admitted + 1
end

local function due(key)
  return redis.call('ZRANGEBYSCORE', key, '-inf', now, 'LIMIT', 0, MOST_A_STEP)
end

local function expire()
  for _, key in ipairs({ HELD, BESIDE }) do
    for _, ticket in ipairs(due(key)) do
      local entry = read(ticket)
      if entry and entry.state == 'r' then
        -- Whoever redeemed it died on the way: the ticket is its owner's again.
        entry.state = 'a'
        write(entry)
        redis.call('ZADD', key, now + admittedLifeMs, ticket)
      elseif entry then
        drop(entry)
      end
    end
  end
  for _, ticket in ipairs(due(SILENCE)) do
    local entry = read(ticket)
    if entry then drop(entry) end
  end
end

local function number(field)
  return tonumber(redis.call('HGET', STATE, field) or '') or 0
end

local function freePlaces()
  return maxPlayers - online - redis.call('ZCARD', HELD)
end

-- How fast places come free while the house is full, as an average that forgets.
local function notePace(freed)
  local since = number('sinceMs')
  local elapsedMs = 0
  if since > 0 then elapsedMs = math.max(0, now - since) end
  local kept = math.exp(-elapsedMs / PACE_MEMORY_MS)
  redis.call('HSET', STATE, 'sinceMs', now,
    'freed', string.format('%.9g', number('freed') * kept + freed),
    'seconds', string.format('%.9g', number('seconds') * kept + elapsedMs / 1000))
end

local function admitDue()
  redis.call('ZREMRANGEBYSCORE', RATE, '-inf', now - windowMs)
  local rateLeft = admissions - redis.call('ZCARD', RATE)
  local free = freePlaces()
  local count = math.min(rateLeft, free, MOST_A_STEP)
  local byLine = 0
  if count > 0 then
    -- Always the head of the line: who came first is admitted first.
    for _, ticket in ipairs(redis.call('ZRANGE', LINE, 0, count - 1)) do
      local entry = read(ticket)
      if entry then
        redis.call('ZADD', RATE, now, redis.call('HINCRBY', STATE, 'admissions', 1))
        admit(entry, HELD)
        byLine = byLine + 1
      end
    end
  end
  if redis.call('HGET', STATE, 'isFull') == '1' then
    notePace(byLine)
  else
    redis.call('HDEL', STATE, 'sinceMs')
  end
  local isFull = redis.call('ZCARD', LINE) > 0 and free - byLine <= 0
  redis.call('HSET', STATE, 'isFull', isFull and '1' or '0')
end

local function turn()
  expire()
  admitDue()
end

-- How long the n-th from now has to wait if nothing but the rate holds him up. Each place of the
-- rate comes round once a window: those free now, then those of the log, oldest first.
local function rateWaitMs(n)
  local used = redis.call('ZCARD', RATE)
  local roundsMs = math.floor((n - 1) / admissions) * windowMs
  local nth = (n - 1) % admissions - (admissions - used)
  if nth < 0 then return roundsMs end
  local row = redis.call('ZRANGE', RATE, nth, nth, 'WITHSCORES')
  return tonumber(row[2]) + windowMs - now + roundsMs
end

local function placeWaitMs(places)
  local seconds = number('seconds')
  local perSecond = 0
  if seconds > 0 then perSecond = number('freed') / seconds end
  return places / math.max(perSecond, SLOWEST_PER_SECOND) * 1000
end

-- Position and seconds; -1 for a ticket that is gone.
local function placeOf(entry)
  if not entry then return -1, 0 end
  if entry.state ~= 'w' then return 0, 0 end
  local rank = redis.call('ZRANK', LINE, entry.ticket)
  if not rank then
    drop(entry)
    return -1, 0
  end
  local position = rank + 1
  local free = math.max(0, freePlaces())
  local waitMs = rateWaitMs(position)
  if position > free then waitMs = math.max(waitMs, placeWaitMs(position - free)) end
  return position, math.max(1, math.ceil(waitMs / 1000))
end

local ops = {}

function ops.turn()
  return { 'ok' }
end

-- The lane: `line`; or at once, `held` among the places or `beside` them.
function ops.enter(player, newTicket, lane)
  local known = redis.call('HGET', PLAYERS, player)
  local entry = known and read(known)
  if entry and entry.player ~= player then entry = nil end
  if not entry then
    if lane == 'line' and redis.call('ZCARD', LINE) >= mostWaiting then return { 'full' } end
    entry = { ticket = newTicket, player = player, state = 'w', attempt = '-' }
    write(entry)
    redis.call('HSET', PLAYERS, player, newTicket)
    -- A number, not a time: of two in the same millisecond one came first too.
    redis.call('ZADD', LINE, redis.call('HINCRBY', STATE, 'entries', 1), newTicket)
    touch(entry)
  end
  if entry.state == 'w' then
    if lane == 'line' then touch(entry) else admit(entry, lane == 'held' and HELD or BESIDE) end
  end
  turn()
  entry = read(entry.ticket)
  local position, seconds = placeOf(entry)
  local ends = entry and (redis.call('ZSCORE', SILENCE, entry.ticket)
    or redis.call('ZSCORE', HELD, entry.ticket) or redis.call('ZSCORE', BESIDE, entry.ticket))
  return { 'ok', entry and entry.ticket or newTicket, position, seconds, ends or tostring(now) }
end

function ops.place(ticket)
  local entry = read(ticket)
  if entry and entry.state == 'w' then touch(entry) end
  return { 'ok', placeOf(entry) }
end

-- The attempt names one call: sent twice, it gets the same answer twice.
function ops.redeem(ticket, attempt)
  local entry = read(ticket)
  if not entry then return { 'gone' } end
  if entry.state == 'w' then
    touch(entry)
    return { 'not-yet', placeOf(entry) }
  end
  if entry.state == 'r' and entry.attempt ~= attempt then
    local ends = redis.call('ZSCORE', HELD, ticket) or redis.call('ZSCORE', BESIDE, ticket) or now
    return { 'not-yet', 0, math.max(1, math.ceil((tonumber(ends) - now) / 1000)) }
  end
  entry.state = 'r'
  entry.attempt = attempt
  write(entry)
  setEnd(entry, now + redeemLeaseMs)
  return { 'ok', entry.player }
end

function ops.confirm(ticket, attempt)
  local entry = read(ticket)
  if entry and entry.state ~= 'w' and entry.attempt == attempt then drop(entry) end
  return { 'ok' }
end

function ops.giveBack(ticket, attempt)
  local entry = read(ticket)
  if entry and entry.state == 'r' and entry.attempt == attempt then
    entry.state = 'a'
    write(entry)
    setEnd(entry, now + admittedLifeMs)
  end
  return { 'ok' }
end

-- The places of many watched tickets; an open watch is a sign of life.
function ops.places(...)
  local reply = { 'ok' }
  for _, ticket in ipairs({ ... }) do
    local entry = read(ticket)
    if entry and entry.state == 'w' then touch(entry) end
    local position, seconds = placeOf(entry)
    reply[#reply + 1] = position
    reply[#reply + 1] = seconds
  end
  return reply
end

turn()
local reply = ops[op](unpack(ARGV, FIRST))
if op == 'confirm' then admitDue() end
-- A hint: where it cannot be said, the next look finds out.
if admitted > 0 then redis.pcall('PUBLISH', channel, 'admitted') end
for _, key in ipairs(KEYS) do redis.call('PEXPIRE', key, keyLeaseMs) end
local waiting = redis.call('ZCARD', LINE)
local wakeMs = 0
if waiting > 0 and freePlaces() > 0 then wakeMs = rateWaitMs(1) end
return { reply, waiting, wakeMs, bad }
