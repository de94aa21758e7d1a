import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Notices } from '../../src/hall/Notices.ts'

const gold = (notices: Notices, playerId: number, amount: number) =>
  notices.send(playerId, 'gold/changed', { gold: amount, reason: 'test' })

const seqs = (notices: Notices, playerId: number, seq: number) =>
  notices.since(playerId, seq)?.map((notice) => notice.seq)

test('[NT1] notices are numbered for each player and kept for who comes back', () => {
  const notices = new Notices()
  gold(notices, 1, 10)
  gold(notices, 2, 20)
  gold(notices, 1, 30)
  assert.deepEqual(notices.since(1, 0), [
    { gold: 10, reason: 'test', seq: 1, type: 'gold/changed' },
    { gold: 30, reason: 'test', seq: 2, type: 'gold/changed' },
  ])
  assert.deepEqual(seqs(notices, 1, 1), [2])
  assert.deepEqual(seqs(notices, 1, 2), [])
  assert.deepEqual(seqs(notices, 2, 0), [1])
  assert.deepEqual(seqs(notices, 3, 0), [])
})

test('[NT1] what is no longer kept, or not yet known, is a gap', () => {
  const notices = new Notices()
  for (let i = 1; i <= 130; i++) gold(notices, 1, i)
  assert.equal(seqs(notices, 1, 1), undefined)
  assert.equal(seqs(notices, 1, 2)?.length, 128)
  assert.equal(seqs(notices, 1, 131), undefined)
  assert.equal(seqs(notices, 3, 1), undefined)
  notices.forget(1)
  assert.deepEqual(seqs(notices, 1, 0), [])
  assert.equal(seqs(notices, 1, 130), undefined)
})

test('[NT1] who listens hears each notice once; the newest listener is the only one', () => {
  const notices = new Notices()
  const heard: string[] = []
  const stopFirst = notices.listen(1, ({ seq }) => heard.push(`first ${seq}`))
  gold(notices, 1, 1)
  const stopSecond = notices.listen(1, ({ seq }) => heard.push(`second ${seq}`))
  stopFirst()
  gold(notices, 1, 2)
  gold(notices, 2, 3)
  stopSecond()
  gold(notices, 1, 4)
  assert.deepEqual(heard, ['first 1', 'second 2'])
})
