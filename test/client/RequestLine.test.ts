import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { RequestLine } from '../../client/RequestLine.ts'
import { ConnectionLost, Refused } from '../../client/refused.ts'

interface Sent {
  readonly type: string
  readonly rid: unknown
  readonly answer: (answer: unknown) => void
  readonly fail: (error: unknown) => void
}

/** A line whose requests are answered by hand. */
function lineByHand(): { line: RequestLine; sent: Sent[] } {
  const sent: Sent[] = []
  const line = new RequestLine((type, payload) => {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>()
    sent.push({ type, rid: payload['rid'], answer: resolve, fail: reject })
    return promise
  })
  return { line, sent }
}

const tick = () => new Promise((resolve) => setImmediate(resolve))
const closed = () => new Error('connection closed before a response was received.')

describe('the request line', () => {
  it('[CL1] sends one request at a time, in order, each with a rid of its own', async () => {
    const { line, sent } = lineByHand()
    line.open()
    const first = line.request('a')
    const second = line.request('b')
    await tick()
    assert.deepEqual(
      sent.map(({ type }) => type),
      ['a'],
    )
    sent[0]!.answer(1)
    assert.equal(await first, 1)
    await tick()
    sent[1]!.answer(2)
    assert.equal(await second, 2)
    assert.match(String(sent[0]!.rid), /^[0-9a-f]{30}$/)
    assert.notEqual(sent[0]!.rid, sent[1]!.rid)
  })

  it('[CL2] repeats what a drop left unanswered with the same rid, before anything else', async () => {
    const { line, sent } = lineByHand()
    line.open()
    const first = line.request('a')
    const second = line.request('b')
    await tick()
    sent[0]!.fail(closed())
    await tick()
    assert.equal(sent.length, 1, 'nothing goes out while the connection is gone')
    line.hold()
    line.open()
    await tick()
    assert.deepEqual([sent[1]!.type, sent[1]!.rid], ['a', sent[0]!.rid])
    sent[1]!.answer('once')
    assert.equal(await first, 'once')
    await tick()
    sent[2]!.answer('then')
    assert.equal(await second, 'then')
  })

  it('[CL2] keeps requests made while there is no connection', async () => {
    const { line, sent } = lineByHand()
    const answer = line.request('a')
    await tick()
    assert.equal(sent.length, 0)
    line.open()
    await tick()
    sent[0]!.answer(true)
    assert.equal(await answer, true)
  })

  it('[CL1] hands a refusal to its caller and goes on with the next', async () => {
    const { line, sent } = lineByHand()
    line.open()
    const first = line.request('a')
    const second = line.request('b')
    await tick()
    const reason = { code: 'desk/wrong-phase', message: 'no' }
    sent[0]!.fail(Object.assign(new Error('request rejected'), { name: 'rejected', reason }))
    await assert.rejects(first, (error) => error instanceof Refused && error.code === reason.code)
    await tick()
    sent[1]!.answer(true)
    assert.equal(await second, true)
  })

  it('[CL2] asks again with the same rid when no answer comes, three times in all', async () => {
    const { line, sent } = lineByHand()
    line.open()
    const answer = line.request('a')
    const lost = assert.rejects(answer, ConnectionLost)
    for (let i = 0; i < 3; i += 1) {
      await tick()
      sent[i]!.fail(new Error('request "a" timed out after 10000ms.'))
    }
    await lost
    assert.equal(new Set(sent.map(({ rid }) => rid)).size, 1)
    assert.equal(sent.length, 3)
  })

  it('[CL2] fails everything when the connection does not come back', async () => {
    const { line } = lineByHand()
    const waiting = assert.rejects(line.request('a'), ConnectionLost)
    line.end(new ConnectionLost('gone'))
    await waiting
    await assert.rejects(line.request('b'), ConnectionLost)
  })
})
