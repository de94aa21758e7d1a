import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { readConfig } from '../../../src/config.ts'
import { holdHouse } from '../../../src/stores/sql/holdHouse.ts'
import { noMariaDb, startPrivateMariaDb } from '../../server/privateMariaDb.ts'

async function holdsOne(url: string): Promise<void> {
  const { database } = readConfig({ DATABASE_URL: url })
  const leave = await holdHouse(database)
  assert.ok(leave)
  assert.equal(await holdHouse(database), undefined)
  await leave()
  const again = await holdHouse(database)
  assert.ok(again)
  await again()
}

test('[DB18] a SQLite file is held by one process', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'parlor-house-'))
  try {
    await holdsOne(`sqlite:${join(folder, 'parlor.sqlite')}`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test('[DB18] a MariaDB database is held by one process', { skip: noMariaDb }, async () => {
  const server = await startPrivateMariaDb()
  try {
    await holdsOne(server.url)
  } finally {
    await server.stop()
  }
})
