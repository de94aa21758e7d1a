import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { openDatabase } from '../../src/stores/sql/openDatabase.ts'
import { handAt, SWING, seatedLedger } from '../ledger/dealtHands.ts'
import { temporaryFolder } from '../stores/temporaryFolder.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

async function run(script: string, args: readonly string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [`scripts/${script}.ts`, ...args], {
    cwd: ROOT,
    env: { PATH: process.env['PATH'] ?? '', ...env },
  })
  const exit = new Promise<number | null>((resolve) => child.on('close', resolve))
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), exit])
  return { out, err, code }
}

test('[AD7] npm run audit prints a table, names what is wrong and exits non-zero', async (t) => {
  const path = join(temporaryFolder(t), 'p.sqlite')
  const env = { DATABASE_URL: `sqlite:${path}` }
  const { db, ...rest } = await openDatabase({ kind: 'sqlite', path })
  const ledger = await seatedLedger({ db, ...rest }, 2)
  await ledger.settle(handAt('7-1', 1, SWING))
  const whole = await run('audit', [], env)
  assert.deepEqual([whole.code, whole.err], [0, ''])
  assert.match(
    whole.out,
    /✓ sum .*\n✓ balance .*\n✓ hand .*\n✓ ending .*\n✓ stake .*\n✓ pot .*\n– orphan/,
  )
  assert.match(whole.out, /5 operations, 6 transfers, 68 accounts, 1 hands/)

  const stopped = await run('audit', ['--stopped'], env)
  assert.equal(stopped.code, 1)
  assert.match(stopped.out, /✗ orphan: desk 7: gold of player 1, player 2 lies there/)

  await sql`update accounts set balance = balance + 5 where owner = 1 and kind = 'wallet'`.execute(
    db,
  )
  await db.destroy()
  const broken = await run('audit', [], env)
  assert.equal(broken.code, 1)
  assert.match(broken.out, /✗ balance {2}.*\(1 wrong\)/)
  assert.match(broken.out, /✗ balance: wallet of player 1: holds 5, its transfers make 0/)

  const mistyped = await run('audit', ['--stoped'], env)
  assert.equal(mistyped.code, 1)
  assert.match(mistyped.err, /--stoped[\s\S]*npm run audit -- \[--stopped\]/)
  const badUrl = await run('audit', [], { DATABASE_URL: 'nowhere' })
  assert.equal(badUrl.code, 1)
  assert.match(badUrl.err, /^DATABASE_URL [^\n]*\n$/)
})

test('[DB34] npm run migrate says what it did, and the second time that there was nothing', async (t) => {
  const env = { DATABASE_URL: `sqlite:${join(temporaryFolder(t), 'p.sqlite')}` }
  const first = await run('migrate', [], env)
  assert.equal(first.code, 0)
  assert.match(first.out, /^✓ 0001-players\n✓ 0002-ledger\n✓ 0003-outbox\n/)
  const second = await run('migrate', [], env)
  assert.deepEqual([second.code, second.out], [0, 'The tables were up to date.\n'])
})

test('[DB34] npm run move-database copies, tells the rows, audits, and refuses a second time', async (t) => {
  const folder = temporaryFolder(t)
  const path = join(folder, 'from.sqlite')
  const database = await openDatabase({ kind: 'sqlite', path })
  await (await seatedLedger(database, 2)).settle(handAt('7-1', 1, SWING))
  await database.db.destroy()
  const args = ['--from', `sqlite:${path}`, '--to', `sqlite:${join(folder, 'to.sqlite')}`]
  const moved = await run('move-database', args)
  assert.deepEqual([moved.code, moved.err], [0, ''])
  assert.match(moved.out, /✓ operations: 5 rows\n✓ transfers: 6 rows/)
  assert.match(moved.out, /✓ sum /)
  const again = await run('move-database', args)
  assert.equal(again.code, 1)
  assert.match(again.err, /the target is not empty/)
  const halfSaid = await run('move-database', args.slice(0, 2))
  assert.equal(halfSaid.code, 1)
  assert.match(halfSaid.err, /both addresses are needed/)
  const missing = await run('move-database', [
    '--from',
    `sqlite:${folder}/none.sqlite`,
    ...args.slice(2),
  ])
  assert.equal(missing.code, 1)
  assert.match(missing.err, /there is no such file/)
})
