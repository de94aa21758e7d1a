import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ConnectionQueue } from '../../../src/stores/sql/ConnectionQueue.ts'

test('[DB7] callers take the connection in the order they came', async () => {
  const queue = new ConnectionQueue(10)
  const order: string[] = []
  const use = async (name: string) => {
    await queue.take()
    order.push(name)
    queue.giveBack()
  }
  await queue.take()
  const waiting = [use('a'), use('b'), use('c')]
  queue.giveBack()
  // The connection is promised to `a` already: a newcomer does not jump the queue.
  await Promise.all([use('newcomer'), ...waiting])
  assert.deepEqual(order, ['a', 'b', 'c', 'newcomer'])
})

test('[DB9] beyond its limit the queue refuses', async () => {
  const queue = new ConnectionQueue(2)
  await queue.take()
  const waiting = [queue.take(), queue.take()]
  await assert.rejects(queue.take(), { name: 'StoreError', code: 'store/busy' })
  queue.giveBack()
  queue.giveBack()
  await Promise.all(waiting)
})
