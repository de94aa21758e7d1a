import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { HandRecord } from '../../src/contract/handRecord.ts'
import { parseDatabaseUrl } from '../../src/ops/addresses.ts'
import { openStores } from '../../src/stores/openStores.ts'
import { verifyHand } from '../independent/verifyHand.ts'
import { assertNothingStaked, booksOf, goldIn } from '../server/booksOf.ts'
import { TEST_TOKEN_SECRET } from '../server/secrets.ts'
import {
  freePort,
  QUICK_TIMINGS,
  startServer,
  type TestServer,
  xpnnTier,
  xpnnTiers,
} from '../server/startServer.ts'
import { TestPlayer, waitUntil } from '../server/TestPlayer.ts'

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const SERVER_SHUTDOWN = 4001

const folder = mkdtempSync(join(tmpdir(), 'parlor-stop-'))
const tiers = xpnnTiers(xpnnTier({ timings: { ...QUICK_TIMINGS, gameEndSeconds: 30 } }))
const tiersFile = join(folder, 'tiers.json')
writeFileSync(tiersFile, JSON.stringify(tiers))
const children: ChildProcess[] = []
after(() => {
  for (const child of children) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

/** A process of its own, as an operator starts it. */
function run(env: Record<string, string>) {
  const child = spawn(process.execPath, [MAIN], {
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  children.push(child)
  const out = { stdout: '', stderr: '' }
  child.stdout?.on('data', (chunk) => {
    out.stdout += chunk
  })
  child.stderr?.on('data', (chunk) => {
    out.stderr += chunk
  })
  const exited = once(child, 'close').then(([code, signal]) => ({ code, signal, ...out }))
  return { child, out, exited }
}

/** As a test server, for players to find. */
function remote(port: number): TestServer {
  const server = { url: `http://127.0.0.1:${port}`, port, beforeStop: [] as (() => void)[] }
  return server as unknown as TestServer
}

async function isReady(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/readyz`)).status === 200
  } catch {
    return false
  }
}

/** Two players whose hand has begun, and who will act in it only by default. */
async function handInPlay(server: TestServer): Promise<TestPlayer[]> {
  const players = [await TestPlayer.signIn(server), await TestPlayer.signIn(server)]
  for (const player of players) await player.sitDown()
  for (const player of players) await player.phase('bid')
  return players
}

/** What the file says after the process is gone: the hand is paid, and nothing lies at a desk. */
async function checkAftermath(databaseUrl: string, players: readonly TestPlayer[]): Promise<void> {
  const books = await booksOf(databaseUrl)
  assertNothingStaked(books)
  const stores = await openStores(parseDatabaseUrl(databaseUrl))
  try {
    const handId = String(players[0]?.eventsOf('hand-started')[0]?.['handId'])
    const record = await stores.ledger.handRecord(handId)
    if (!record) throw new Error(`hand ${handId} was not settled`)
    assert.deepEqual(verifyHand(JSON.parse(JSON.stringify(record))), [])
    for (const { playerId } of players) {
      const line: HandRecord['seats'][number] | undefined = record.seats.find(
        (seat) => seat.playerId === playerId,
      )
      assert.notEqual(line?.result, 0)
      assert.equal(goldIn(books, playerId), 10_000 + (line?.result ?? 0) - (line?.fee ?? 0))
    }
    assert.equal(await stores.ledger.returnOrphans(() => false), 0)
  } finally {
    await stores.close()
  }
}

test('[HD5] stopping settles the hand in play, gives every stake back and closes with 4001', async () => {
  const databaseUrl = `sqlite:${join(folder, 'in-process.sqlite')}`
  const server = await startServer({ env: { DATABASE_URL: databaseUrl }, tiers })
  const players = await handInPlay(server)
  const onlooker = await TestPlayer.signIn(server)
  await onlooker.sitDown()
  const stopping = server.app.stop()
  for (const player of [...players, onlooker]) player.stayAway()
  // Who wants in now is told to go elsewhere, and no desk is opened for him.
  await assert.rejects(onlooker.client.joinOrCreate('xpnn', { tierId: 10101 }))
  await stopping
  for (const player of players) {
    const types = player.events.map((event) => event.type)
    assert.ok(types.includes('settled'), 'the hand was played to its end')
    assert.ok(types.indexOf('settled') < types.indexOf('seat-removed'))
  }
  await waitUntil('all are told', () => {
    return [...players, onlooker].every(({ deskCloses, hallCloses }) => {
      return deskCloses.length > 0 && hallCloses.length > 0
    })
  })
  for (const { deskCloses, hallCloses } of [...players, onlooker]) {
    assert.deepEqual([deskCloses, hallCloses], [[SERVER_SHUTDOWN], [SERVER_SHUTDOWN]])
  }
  await checkAftermath(databaseUrl, players)
  assert.equal(goldIn(await booksOf(databaseUrl), onlooker.playerId), 10_000)
  const faults = server.logLines.filter((line) => /"level":(50|60|"error"|"fatal")/.test(line))
  assert.deepEqual(faults, [])
  await server.stop()
})

test('[SV1] while a process stops it takes nobody new', async () => {
  const server = await startServer({ tiers })
  await handInPlay(server)
  const late = await TestPlayer.signIn(server)
  late.stayAway()
  const stopping = server.app.stop()
  const refused = { code: 503, message: 'server/draining' }
  await assert.rejects(late.client.joinOrCreate('hall'), refused)
  await assert.rejects(late.client.joinOrCreate('xpnn', { tierId: 10101 }), refused)
  assert.equal(await isReady(server.port), false)
  for (const run of server.beforeStop) run()
  await stopping
  await server.stop()
})

test('[SV2] SIGTERM: the process ends the hand in play and exits 0', async () => {
  const port = await freePort()
  const databaseUrl = `sqlite:${join(folder, 'child.sqlite')}`
  const { child, exited } = run({
    PORT: String(port),
    HOST: '127.0.0.1',
    DATABASE_URL: databaseUrl,
    TIERS_FILE: tiersFile,
    BOT_FILL_SECONDS: '0',
    TOKEN_SECRET: TEST_TOKEN_SECRET,
  })
  await waitUntil('it is ready', () => isReady(port))
  const players = await handInPlay(remote(port))
  for (const player of players) player.stayAway()
  child.kill('SIGTERM')
  const { code, signal, stderr } = await exited
  assert.deepEqual({ code, signal, stderr }, { code: 0, signal: null, stderr: '' })
  await checkAftermath(databaseUrl, players)
})

test('[CF1] a bad PORT: exit 1 and one line that names it', async () => {
  const { code, stdout, stderr } = await run({ PORT: '25x7' }).exited
  assert.equal(code, 1)
  assert.equal(stdout, '')
  assert.match(stderr, /^PORT .*25x7.*\n$/)
  assert.equal(stderr.trim().split('\n').length, 1)
})

test('[CF12] a port that is in use: exit 1 and one line that names it', async () => {
  const taken = createServer()
  taken.listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const address = taken.address()
  const port = typeof address === 'object' && address ? address.port : 0
  try {
    const { code, stderr } = await run({
      PORT: String(port),
      HOST: '127.0.0.1',
      DATABASE_URL: 'sqlite::memory:',
      TIERS_FILE: tiersFile,
      LOG_LEVEL: 'error',
    }).exited
    assert.equal(code, 1)
    assert.equal(stderr.trim().split('\n').length, 1)
    assert.match(stderr, new RegExp(`${port}`))
  } finally {
    taken.close()
  }
})

test('[CF1] a database that cannot be opened: exit 1, and it says which', async () => {
  const url = `sqlite:${join(ROOT, 'package.json')}`
  const { code, stderr, stdout } = await run({
    PORT: String(await freePort()),
    DATABASE_URL: url,
    TIERS_FILE: tiersFile,
    LOG_LEVEL: 'error',
  }).exited
  assert.equal(code, 1)
  assert.match(stderr + stdout, /not a database/)
})
