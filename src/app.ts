import { randomInt } from 'node:crypto'
import type { Server as HttpServer } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { LocalDriver, LocalPresence, matchMaker, Server } from '@colyseus/core'
import { WebSocketTransport } from '@colyseus/ws-transport'
import type { Application } from 'express'
import type { DestinationStream } from 'pino'
import { ColyseusDesks } from '../rooms/ColyseusDesks.ts'
import { deskRoomFor } from '../rooms/DeskRoom.ts'
import { lockMatchmaking } from '../rooms/door.ts'
import type { GameRoom } from '../rooms/GameRoom.ts'
import { hallRoomFor } from '../rooms/HallRoom.ts'
import { xpnnRoom } from '../rooms/xpnnRoom.ts'
import { openAdmission } from './app/admission.ts'
import { baseLogger } from './app/baseLogger.ts'
import { startBookkeeping } from './app/bookkeeping.ts'
import { deskServices } from './app/deskServices.ts'
import { readGames } from './app/games.ts'
import { buildGate } from './app/gate.ts'
import { listen } from './app/listen.ts'
import { openHouse } from './app/openHouse.ts'
import { signInServices } from './app/signIn.ts'
import { deriveKey } from './auth/keys.ts'
import type { PlayerChecks } from './auth/PlayerChecks.ts'
import { keepTokenSecret } from './auth/tokenSecret.ts'
import { SessionTokens } from './auth/tokens.ts'
import { BotPool } from './bots/BotPool.ts'
import { HouseBots } from './bots/HouseBots.ts'
import type { Config } from './config.ts'
import { MemoryJournal } from './desk/MemoryJournal.ts'
import { HeapScheduler } from './desk/Scheduler.ts'
import { Stakes } from './desk/Stakes.ts'
import { HallService } from './hall/HallService.ts'
import { Notices } from './hall/Notices.ts'
import { Seating } from './hall/Seating.ts'
import { buildHttp } from './http/buildHttp.ts'
import { guardServer } from './http/door.ts'
import { MemoryLocator } from './locator/MemoryLocator.ts'
import { Login } from './login/Login.ts'
import { leaveDesk } from './login/leaveDesk.ts'
import { leaving } from './login/leaving.ts'
import { OnlineRecords } from './login/OnlineRecords.ts'
import { Sessions } from './login/Sessions.ts'
import { createLogging, logFault } from './ops/logging.ts'
import { createMetrics } from './ops/metrics.ts'
import { OutboxDispatcher } from './outbox/OutboxDispatcher.ts'
import { PlayerQueues } from './requests/PlayerQueues.ts'
import { ReplyCache } from './requests/ReplyCache.ts'

/** Hands in play get this long to end when the process stops; then they are void. */
const STOP_DEADLINE_MS = 25_000
/** From the last desk's end to the end of connections and rooms. */
const ROOMS_CLOSE_MS = 1000

export interface App {
  readonly port: number
  /** Finishes the hands in play, gives every stake back, closes everything. */
  stop(): Promise<void>
  fault(error: unknown, message: string): void
}

export interface AppOptions {
  /** The games that can be hosted; the tiers file says which are. */
  readonly gameRooms?: readonly GameRoom[]
  readonly logTo?: DestinationStream
  /** Real names and playing time, where a house has to ask; nobody is asked without it. */
  readonly playerChecks?: PlayerChecks
  /** From how many unfinished gold operations on nobody sits down; see `Stakes`. */
  readonly maxUnfinishedGold?: number
}

/**
 * Builds everything from the configuration and starts to listen. The only place that names
 * adapters: what is in memory here is Redis's or MySQL's elsewhere, behind the same ports.
 */
export async function startApp(config: Config, options: AppOptions = {}): Promise<App> {
  const { gameRooms = [xpnnRoom], logTo, maxUnfinishedGold } = options
  const metrics = createMetrics()
  const countFault = metrics.counter('parlor_faults_total', 'Faults and bugs, all contained.')
  const { log, logFor } = createLogging({ level: config.logLevel, onFault: countFault }, logTo)
  const fault = (error: unknown, message: string) => logFault(log, error, message)
  const { tiers, rooms } = readGames(config, gameRooms)

  const scheduler = new HeapScheduler((error) => fault(error, 'a timer failed'))
  const nowMs = () => scheduler.nowMs()
  const random = () => randomInt(2 ** 32) / 2 ** 32
  const secret = config.tokenSecret ?? keepTokenSecret('./data')
  const { stores, leaveHouse } = await openHouse(config)
  for (const warning of stores.warnings) log.warn({}, warning)
  if (config.redisUrl) log.warn({}, 'REDIS_URL: run one process only; desks are not shared yet')
  const { players, ledger, sequence, history } = stores
  const returned = config.redisUrl ? 0 : await ledger.returnOrphans(() => false)
  if (returned > 0) log.warn({ returned }, 'stakes of desks that no longer live were given back')

  const locator = new MemoryLocator(nowMs, random)
  const stakes = new Stakes(ledger, scheduler, log, maxUnfinishedGold)
  const records = new OnlineRecords(scheduler)
  const replies = new ReplyCache()
  const notices = new Notices()
  const queues = new PlayerQueues()
  const pool = new BotPool(players, ledger, nowMs, random)
  const bots = new HouseBots({
    pool,
    scheduler,
    random,
    fillSeconds: config.botFillSeconds,
    freeSeats: (deskId) => locator.freeSeats(deskId),
    log,
  })
  const desks = new ColyseusDesks((host) => locator.list(host.listing()))

  const sessions = new Sessions({
    scheduler,
    tokens: new SessionTokens(scheduler, [deriveKey(secret, 'parlor/session-token/v1')]),
    records,
    resumeMs: config.resumeSeconds * 1000,
    onFault: (error, session) => log.error({ err: error, ...session }, 'a session failed'),
    onLeave: leaving({
      desk: leaveDesk(records, desks.hosts),
      hall: (playerId) => notices.forget(playerId),
      session: (playerId) => replies.forget(playerId),
    }),
  })
  const seating = new Seating(tiers, locator, desks, {
    deskOf: (playerId) => records.seatOf(playerId),
    goldOf: async (playerId) => (await ledger.goldOf([playerId])).get(playerId) ?? 0,
  })
  const hall = new HallService({
    players,
    ledger,
    history,
    locator,
    seating,
    notices,
    tiers,
    online: records,
  })

  // Who has no session is told nothing: he reads his gold when he comes.
  const outbox = new OutboxDispatcher({
    store: stores.outbox,
    scheduler,
    deliver: ({ id, playerId, type, payload }) => {
      if (sessions.hasSession(playerId)) notices.send(playerId, type, { ...payload, id })
    },
    log,
  })

  const admission = await openAdmission({
    ...{ config, secret, scheduler, stores, log, metrics },
    onlinePlayers: () => records.onlinePlayers(),
  })
  const { queue: loginQueue, guesses, handshakes } = admission
  const gate = buildGate({ config, scheduler, log, metrics, handshakes })
  const roomServices = {
    sessions,
    sockets: gate.sockets,
    replies,
    log,
    nowMs,
    resumeSeconds: config.resumeSeconds,
    isDebug: config.logLevel === 'debug' || config.logLevel === 'trace',
    observe: metrics.observe,
  }
  const forDesks = deskServices(roomServices, {
    tiers,
    desks,
    locator,
    records,
    tellCommitted: () => outbox.nudge(),
    bots,
    players,
    sequence,
    engine: { journal: new MemoryJournal(), stakes, scheduler, log },
  })

  const { passwords, ...signIn } = signInServices({
    ...{ config, secret, stores, guesses, log, clock: scheduler },
    checks: options.playerChecks,
  })
  const operatorAdmitted = metrics.counter(
    'parlor_queue_operators_total',
    'Operators admitted at once.',
  )
  const http = (app: Application) => {
    const queue = loginQueue
    const login = new Login({
      queue,
      sessions,
      records,
      players,
      ledger,
      operatorAdmitted,
      resumeOf: (playerId) => seating.resume(playerId),
    })
    const pageFolder = fileURLToPath(new URL('../web/dist', import.meta.url))
    const isReady = async () => {
      await Promise.all([stores.ping(), admission.ping()])
      return matchMaker.state === matchMaker.MatchMakerState.READY
    }
    const parts = { config, logFor, metrics, sessions, queue, login, ledger, ...signIn }
    buildHttp(app, { ...parts, ...gate.http, players, records, isReady, pageFolder })
  }
  const transport = new WebSocketTransport(gate.transport)
  gate.sockets.start(transport['wss'])
  const server = new Server({
    greet: false,
    gracefullyShutdown: false,
    logger: baseLogger(log),
    transport,
    presence: new LocalPresence(),
    driver: new LocalDriver(),
    express: http,
  })
  const counts = () => locator.counts()
  const onlinePlayers = () => records.onlinePlayers()
  const tierIds = [...tiers.keys()]
  const hallServices = { ...roomServices, hall, notices, queues, onlinePlayers, tierIds, counts }
  server.define('hall', hallRoomFor(hallServices))
  for (const kind of rooms) server.define(kind.game.name, deskRoomFor(kind, forDesks))
  lockMatchmaking({
    authenticate: (token) => sessions.authenticate(token),
    games: rooms.map((kind) => kind.game.name),
    log,
    enterHall: async (playerId) => {
      const [room] = await matchMaker.query({ name: 'hall' })
      return matchMaker.reserveSeatFor(room ?? (await matchMaker.createRoom('hall', {})), {
        playerId,
      })
    },
    enterDesk: async (playerId, game, tierId) => {
      const tier = typeof tierId === 'number' ? tiers.get(tierId) : undefined
      if (tier?.game !== game) return { refusal: 'tier/unknown' }
      const entry = await queues.run(playerId, () =>
        seating.quick(playerId, { tierId: tier.tierId }),
      )
      if (!entry) return { refusal: 'rate/limited' }
      return 'refusal' in entry ? entry : entry.reservation
    },
  })
  metrics.gauge('parlor_players', 'Players in the house.', onlinePlayers)
  metrics.gauge('parlor_sessions', 'Sessions, connected or not.', () => sessions.size())
  metrics.gauge('parlor_online_records', 'Players with a session or a seat.', () => records.size())
  metrics.gauge('parlor_desks', 'Desks of this process.', () => desks.hosts.size)
  metrics.gauge('parlor_queue_waiting', 'Players in the login queue.', () => loginQueue.waiting())
  const waitingPasswords = () => passwords.waiting
  metrics.gauge('parlor_passwords_waiting', 'Passwords that wait to be hashed.', waitingPasswords)
  metrics.gauge('parlor_gold_unfinished', 'Gold operations not done yet.', () => stakes.unfinished)

  const httpServer = transport.server as HttpServer
  await listen(server, httpServer, config)
  guardServer(httpServer, gate.door)
  outbox.nudge()
  const livesHere = (deskNo: number) =>
    [...desks.hosts.values()].some((host) => host.desk.deskNo === deskNo)
  const stopBookkeeping = startBookkeeping({
    stores,
    scheduler,
    log,
    metrics,
    historyDays: config.historyDays,
    isLiving: livesHere,
  })
  for (const tier of tiers.values()) {
    for (let i = 0; i < tier.minDesks; i++) await desks.open(tier)
  }
  const address = httpServer.address()
  const port = typeof address === 'object' && address ? address.port : config.port
  log.info({ port, tiers: tierIds.length }, `Parlor is open at http://127.0.0.1:${port}`)

  const stop = async () => {
    log.info({ desks: desks.hosts.size }, 'stopping: hands in play are finished first')
    const deadlineMs = nowMs() + STOP_DEADLINE_MS
    void loginQueue.close()
    const closing = server.gracefullyShutdown(false)
    while (desks.hosts.size > 0 || stakes.unfinished > 0) {
      await pause(20)
      if (nowMs() > deadlineMs) for (const host of desks.hosts.values()) host.close('voided')
      if (nowMs() > deadlineMs + STOP_DEADLINE_MS) break
    }
    // The base would wait 15 s for clients that have a reservation and do not come.
    await Promise.race([closing, pause(ROOMS_CLOSE_MS)])
    sessions.close()
    await Promise.all([outbox.close(), stopBookkeeping()])
    gate.sockets.stop()
    scheduler.stop()
    metrics.close()
    await admission.close()
    await stores.close()
    await leaveHouse()
    log.info({}, 'stopped')
  }
  return { port, stop, fault }
}
