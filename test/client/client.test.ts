import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ClockOffset } from '../../client/ClockOffset.ts'
import { newRid } from '../../client/newRid.ts'
import { pauseMs } from '../../client/pauses.ts'
import { reachableUrl } from '../../client/reachableUrl.ts'
import { refusedFrom } from '../../client/refused.ts'

describe('the parts of the client', () => {
  it('[CL4] believes the sample of the server clock that came fastest', () => {
    const clock = new ClockOffset()
    clock.add(10_000, 4_300)
    clock.add(11_000, 5_020)
    clock.add(12_000, 6_900)
    assert.equal(clock.offsetMs, 5_980)
    clock.add(0, 7_000)
    assert.equal(clock.offsetMs, 5_980, 'a state without a time says nothing')
  })

  it('[CL5] pauses grow, are spread by chance and have an end', () => {
    assert.deepEqual([pauseMs(0, 0), pauseMs(0, 1)], [150, 300])
    assert.deepEqual([pauseMs(2, 0), pauseMs(2, 1)], [600, 1200])
    assert.equal(pauseMs(30, 1), 6_000)
  })

  it('[CL1] request ids fit the contract and do not repeat', () => {
    const rids = Array.from({ length: 500 }, newRid)
    assert.equal(new Set(rids).size, rids.length)
    for (const rid of rids) assert.match(rid, /^[0-9a-f]{30}$/)
  })

  it('[CL6] goes to the page’s own address instead of a loopback one of another machine', () => {
    const inside = new URL('ws://127.0.0.1:2567/p/r?x=1')
    assert.equal(reachableUrl(inside, 'http://192.168.1.20:2567'), 'ws://192.168.1.20:2567/p/r?x=1')
    assert.equal(reachableUrl(inside, 'http://localhost:2567'), inside.href)
    const outside = new URL('wss://play.example.com:8443/p/r')
    assert.equal(reachableUrl(outside, 'https://example.com'), outside.href)
    const behindHttps = new URL('wss://127.0.0.1:2567/p/r')
    assert.equal(reachableUrl(behindHttps, 'https://example.com'), 'wss://example.com/p/r')
  })

  it('reads refusals of requests and of joins, and nothing else', () => {
    const reason = { code: 'locator/starting', message: 'wait', retryAfterMs: 700 }
    const rejected = refusedFrom(Object.assign(new Error('x'), { name: 'rejected', reason }))
    assert.deepEqual([rejected?.code, rejected?.retryAfterMs], ['locator/starting', 700])
    const join = refusedFrom(Object.assign(new Error('desk/full'), { code: 409 }))
    assert.equal(join?.code, 'desk/full')
    assert.equal(refusedFrom(new Error('desk/full')), undefined)
    assert.equal(refusedFrom(Object.assign(new Error('some text'), { code: 500 })), undefined)
    assert.equal(refusedFrom(undefined), undefined)
  })
})
