import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import mysql from 'mysql2/promise'
import { noMariaDb, type PrivateMariaDb, startPrivateMariaDb } from './privateMariaDb.ts'
import { noRedis, startPrivateRedis } from './privateRedis.ts'

describe('a private MariaDB', { skip: noMariaDb }, () => {
  let db: PrivateMariaDb
  before(async () => {
    db = await startPrivateMariaDb()
  })
  after(() => db.stop())

  async function query(sql: string): Promise<unknown> {
    const connection = await mysql.createConnection(db.url)
    const [rows] = await connection.query(sql)
    await connection.end()
    return rows
  }

  test('flushes every commit to disk', async () => {
    const rows = await query('select @@innodb_flush_log_at_trx_commit as flush')
    assert.deepEqual(rows, [{ flush: 1 }])
  })

  test('keeps what was committed when it is killed', async () => {
    await query('create table kept (id bigint primary key) engine=InnoDB')
    await query('insert into kept values (7)')
    const firstPid = db.pid
    db.kill()
    await db.start()
    assert.notEqual(db.pid, firstPid)
    assert.deepEqual(await query('select id from kept'), [{ id: 7 }])
  })

  test('ends with the process that started it, also when that is killed', async () => {
    const program = `
      const { startPrivateMariaDb } = await import(${JSON.stringify(import.meta.resolve('./privateMariaDb.ts'))})
      const db = await startPrivateMariaDb()
      console.log(JSON.stringify([db.pid, db.dataDir]))
      process.kill(process.pid, 'SIGKILL')`
    const run = promisify(execFile)(process.execPath, ['--input-type=module', '-e', program])
    const { stdout, signal } = await run.catch((error) => error)
    assert.equal(signal, 'SIGKILL')
    const [pid, dataDir] = JSON.parse(stdout)
    for (let tries = 0; tries < 100 && (isAlive(pid) || existsSync(dataDir)); tries++)
      await sleep(50)
    assert.equal(isAlive(pid), false)
    assert.equal(existsSync(dataDir), false)
  })
})

test('a private Redis comes back empty after a kill', { skip: noRedis }, async () => {
  const redis = await startPrivateRedis()
  const { pid } = redis
  redis.kill()
  await redis.start()
  assert.notEqual(redis.pid, pid)
  await redis.stop()
  assert.equal(isAlive(redis.pid), false)
})

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
