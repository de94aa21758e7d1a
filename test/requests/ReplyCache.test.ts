import assert from 'node:assert/strict'
import { test } from 'node:test'
import { refuse } from '../../src/contract/refusals.ts'
import { REMEMBERED_REQUESTS } from '../../src/contract/request.ts'
import { type Reply, ReplyCache } from '../../src/requests/ReplyCache.ts'

const bid = (times = 1) => ({ type: 'xpnn/bid', payload: { times } })

/** Counts its runs and answers with the count. */
function counting(answer: (run: number) => Reply | Promise<Reply> = (run) => ({ run })) {
  let runs = 0
  return Object.assign(() => answer(++runs), { runs: () => runs })
}

test('[RQ1] the same rid again gets the first answer, and nothing runs twice', async () => {
  const cache = new ReplyCache()
  const run = counting()
  assert.deepEqual(cache.run(1, 'a', bid(), run), { run: 1 })
  assert.deepEqual(cache.run(1, 'a', bid(), run), { run: 1 })
  const asyncRun = counting(async (n) => ({ run: n }))
  assert.deepEqual(await cache.run(1, 'b', bid(), asyncRun), { run: 1 })
  assert.deepEqual(await cache.run(1, 'b', bid(), asyncRun), { run: 1 })
  assert.deepEqual([run.runs(), asyncRun.runs()], [1, 1])
})

test('[RQ1] a rid belongs to its player; without one every request runs', () => {
  const cache = new ReplyCache()
  const run = counting()
  cache.run(1, 'a', bid(), run)
  assert.deepEqual(cache.run(2, 'a', bid(), run), { run: 2 })
  assert.deepEqual(cache.run(1, undefined, bid(), run), { run: 3 })
  assert.deepEqual(cache.run(1, undefined, bid(), run), { run: 4 })
})

test('[RQ1] the same rid while the first request still runs waits for its answer', async () => {
  const cache = new ReplyCache()
  let finish: (reply: Reply) => void = () => {}
  const run = counting(
    () =>
      new Promise<Reply>((resolve) => {
        finish = resolve
      }),
  )
  const first = cache.run(1, 'a', bid(), run)
  const second = cache.run(1, 'a', bid(), run)
  finish({ done: true })
  assert.deepEqual(await Promise.all([first, second]), [{ done: true }, { done: true }])
  assert.equal(run.runs(), 1)
})

test('[RQ1] a null answer and a refusal are answers too', async () => {
  const cache = new ReplyCache()
  for (const answer of [null, refuse('desk/full')]) {
    const rid = String(answer)
    const run = counting(() => answer)
    assert.deepEqual(cache.run(1, rid, bid(), run), answer)
    assert.deepEqual(cache.run(1, rid, bid(), run), answer)
    assert.equal(run.runs(), 1)
  }
})

test('[RQ1] accidents are not remembered: asking again tries again', async () => {
  for (const code of ['rate/limited', 'request/invalid', 'server/fault'] as const) {
    const cache = new ReplyCache()
    const run = counting((n) => (n === 1 ? refuse(code) : { n }))
    assert.deepEqual(cache.run(1, 'a', bid(), run), refuse(code))
    assert.deepEqual(cache.run(1, 'a', bid(), run), { n: 2 })
    const asyncRun = counting(async (n) => (n === 1 ? refuse(code) : { n }))
    assert.deepEqual(await cache.run(1, 'b', bid(), asyncRun), refuse(code))
    assert.deepEqual(await cache.run(1, 'b', bid(), asyncRun), { n: 2 })
  }
})

test('[RQ1] a request that throws is not remembered', async () => {
  const cache = new ReplyCache()
  const fails = async (): Promise<Reply> => {
    throw new Error('a fault')
  }
  const first = cache.run(1, 'a', bid(), fails)
  const second = cache.run(1, 'a', bid(), fails)
  await assert.rejects(async () => first, /a fault/)
  await assert.rejects(async () => second, /a fault/)
  assert.deepEqual(cache.run(1, 'a', bid(), counting()), { run: 1 })
  assert.throws(() =>
    cache.run(1, 'b', bid(), () => {
      throw new Error('at once')
    }),
  )
  assert.deepEqual(cache.run(1, 'b', bid(), counting()), { run: 1 })
})

test('[RQ1] the last 128 requests of a player are remembered', () => {
  const cache = new ReplyCache()
  const run = counting()
  for (let i = 0; i <= REMEMBERED_REQUESTS; i++) cache.run(1, `r${i}`, bid(), run)
  assert.equal(run.runs(), REMEMBERED_REQUESTS + 1)
  assert.deepEqual(cache.run(1, 'r1', bid(), run), { run: 2 }, 'the oldest of the last 128')
  assert.deepEqual(cache.run(1, 'r0', bid(), run), { run: REMEMBERED_REQUESTS + 2 })
})

test('[RQ2] the same rid with another type or payload is refused', () => {
  const cache = new ReplyCache()
  const run = counting()
  const reused = refuse('request/rid-reused')
  const long = { type: 'fair/seed', payload: { seed: 'x'.repeat(200), a: { b: 1, c: [1, 2] } } }
  cache.run(1, 'a', bid(1), run)
  cache.run(1, 'long', long, run)
  assert.deepEqual(cache.run(1, 'a', bid(2), run), reused)
  assert.deepEqual(cache.run(1, 'a', { ...bid(1), type: 'xpnn/bet' }, run), reused)
  assert.deepEqual(cache.run(1, 'a', { type: 'xpnn/bid', payload: {} }, run), reused)
  const other = { type: 'fair/seed', payload: { ...long.payload, a: { b: 1, c: [2, 1] } } }
  assert.deepEqual(cache.run(1, 'long', other, run), reused)
  assert.equal(run.runs(), 2)
})

test('[RQ2] the same fields in another order are the same payload', () => {
  const cache = new ReplyCache()
  const run = counting()
  const payload = { ready: true, auto: false, deep: { x: 1, y: 2 } }
  const turned = { deep: { y: 2, x: 1 }, auto: false, ready: true }
  cache.run(1, 'a', { type: 'desk/ready', payload }, run)
  assert.deepEqual(cache.run(1, 'a', { type: 'desk/ready', payload: turned }, run), { run: 1 })
})

test('[RQ4] an answer that goes stale is freshened, not run again', async () => {
  const cache = new ReplyCache()
  const run = counting((n) => ({ reservation: n }))
  const again = async (answer: Reply): Promise<Reply> => ({ ...answer, fresh: true })
  assert.deepEqual(cache.run(1, 'a', bid(), run, again), { reservation: 1 })
  assert.deepEqual(await cache.run(1, 'a', bid(), run, again), { reservation: 1, fresh: true })
  assert.equal(run.runs(), 1)
})

test('[RQ1] logging out forgets; what still ran then does not come back', async () => {
  const cache = new ReplyCache()
  let fail: (error: Error) => void = () => {}
  const slow = cache.run(
    1,
    'a',
    bid(),
    () =>
      new Promise<Reply>((_, reject) => {
        fail = reject
      }),
  )
  cache.forget(1)
  const run = counting()
  assert.deepEqual(cache.run(1, 'a', bid(2), run), { run: 1 })
  fail(new Error('too late'))
  await assert.rejects(async () => slow)
  assert.deepEqual(cache.run(1, 'a', bid(2), run), { run: 1 }, 'the later request is remembered')
})
