import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { actionOfKey } from '../../web/app/keys.ts'

describe('the keys of the page', () => {
  it('[PG6] number keys bid 0 to 4 and bet 1 to 5, each in its phase only', () => {
    assert.deepEqual(actionOfKey('0', 'bid'), { type: 'bid', times: 0 })
    assert.deepEqual(actionOfKey('4', 'bid'), { type: 'bid', times: 4 })
    assert.equal(actionOfKey('5', 'bid'), undefined)
    assert.equal(actionOfKey('0', 'bet'), undefined)
    assert.deepEqual(actionOfKey('5', 'bet'), { type: 'bet', times: 5 })
    assert.equal(actionOfKey('3', 'open'), undefined)
  })

  it('[PG6] O or Enter opens, R is ready, V verifies, ? shows the keys', () => {
    for (const key of ['o', 'O', 'Enter']) {
      assert.deepEqual(actionOfKey(key, 'open'), { type: 'open' })
      assert.equal(actionOfKey(key, 'bet'), undefined)
    }
    assert.deepEqual(actionOfKey('r', 'waiting'), { type: 'ready' })
    assert.deepEqual(actionOfKey('V', 'bid'), { type: 'verify' })
    assert.deepEqual(actionOfKey('?', 'end'), { type: 'keys' })
    assert.equal(actionOfKey('Tab', 'bid'), undefined)
  })
})
