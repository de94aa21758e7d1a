import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SqlQueueStore } from '../../src/stores/sql/SqlQueueStore.ts'
import { onBothDatabases } from './onBothDatabases.ts'

onBothDatabases((open) => {
  test('[QU13] the line comes back in its order, and a change is written whole or not at all', async (context) => {
    const store = new SqlQueueStore(await open(context))
    const added = Array.from({ length: 1200 }, (_, n) => {
      return { place: 1200 - n, playerId: n + 1, seed: `seed-${n}`, isAdmitted: false }
    })
    const none = { added: [], admitted: [], removed: [] }
    await store.save({ ...none, added })
    await store.save({ ...none, admitted: [1, 2], removed: [2, 3, 99_999] })
    const rows = await store.all()
    assert.deepEqual(rows, [
      { ...added[1199], isAdmitted: true },
      ...added.slice(0, 1197).toReversed(),
    ])
    const taken = { place: 1, playerId: 9, seed: 'other', isAdmitted: false }
    await assert.rejects(store.save({ ...none, added: [{ ...taken, place: 5000 }, taken] }))
    assert.deepEqual(await store.all(), rows)
  })
})
