import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  type PooledSession,
  SessionPool,
  type SessionPoolOptions,
} from '../../../src/stores/sql/SessionPool.ts'

class TestSession implements PooledSession {
  readonly no: number
  isLost = false
  onLost: () => void = () => {}
  constructor(no: number) {
    this.no = no
  }
  end(): void {
    this.isLost = true
    this.onLost()
  }
}

function poolOf(size: number, options: Partial<SessionPoolOptions> = {}) {
  let opened = 0
  const away = { error: undefined as Error | undefined }
  const open = async () => {
    await sleep(1)
    if (away.error) throw away.error
    return new TestSession(++opened)
  }
  const limits = { size, maxWaiting: 10, waitMs: 10_000, maxIdleMs: 10_000, ...options }
  return { pool: new SessionPool(open, limits), away, opened: () => opened }
}

test('[DB12] no more sessions are open than the pool is large, and callers come in turn', async () => {
  const { pool, opened } = poolOf(2)
  const order: number[] = []
  let lent = 0
  const use = async (caller: number) => {
    const session = await pool.take()
    order.push(caller)
    assert.ok(++lent <= 2)
    await sleep(2)
    lent--
    pool.giveBack(session)
  }
  const callers = Array.from({ length: 12 }, (_, n) => n)
  await Promise.all(callers.map(use))
  assert.deepEqual(order, callers)
  assert.equal(opened(), 2)
})

test('[DB12] too many who wait, and who waits too long, are refused; the others are served', async () => {
  const { pool } = poolOf(1, { maxWaiting: 2, waitMs: 30 })
  const busy = { name: 'StoreError', code: 'store/busy' }
  const session = await pool.take()
  const waiting = [assert.rejects(pool.take(), busy), assert.rejects(pool.take(), busy)]
  await assert.rejects(pool.take(), busy)
  await Promise.all(waiting)
  const next = pool.take()
  pool.giveBack(session)
  assert.equal(await next, session)
})

test('[DB14] a lost session is not lent again, whether it was lost in use or idle', async () => {
  const { pool } = poolOf(1)
  const inUse = await pool.take()
  inUse.end()
  pool.giveBack(inUse)
  const idle = await pool.take()
  assert.equal(idle.no, 2)
  pool.giveBack(idle)
  idle.end()
  assert.equal((await pool.take()).no, 3)
})

test('[DB14] a session that was idle for long is closed and replaced', async () => {
  const { pool } = poolOf(1, { maxIdleMs: 5 })
  const first = await pool.take()
  pool.giveBack(first)
  await sleep(10)
  assert.equal((await pool.take()).no, 2)
  assert.equal(first.isLost, true)
})

test('[DB12] a session that cannot be opened is a failure of its caller, and the next one tries', async () => {
  const { pool, away } = poolOf(1)
  away.error = new Error('nobody there')
  const first = assert.rejects(pool.take(), /nobody there/)
  const second = assert.rejects(pool.take(), /nobody there/)
  await Promise.all([first, second])
  away.error = undefined
  assert.equal((await pool.take()).no, 1)
})

test('[DB3] closing waits for what is lent and for who waits already, and lets nobody else in', async () => {
  const { pool } = poolOf(1)
  const first = await pool.take()
  const waiting = pool.take()
  let isClosed = false
  const closing = Promise.all([pool.close(), pool.close()]).then(() => {
    isClosed = true
  })
  await assert.rejects(pool.take(), { code: 'store/unavailable' })
  pool.giveBack(first)
  const second = await waiting
  assert.equal(isClosed, false)
  pool.giveBack(second)
  await closing
  assert.equal(second.isLost, true)
})
