import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseDatabaseUrl } from '../../../src/stores/sql/databaseUrl.ts'

test('[DB4] a database URL names a SQLite file or memory', () => {
  const path = './data/parlor.sqlite'
  assert.deepEqual(parseDatabaseUrl(`sqlite:${path}`), { kind: 'sqlite', path })
  const memory = { kind: 'sqlite', path: ':memory:' }
  assert.deepEqual(parseDatabaseUrl('sqlite::memory:'), memory)
})

test('[DB4] another URL is refused without telling what it was', () => {
  for (const bad of ['', 'sqlite:', 'postgres://me:secret@host/db', './a.sqlite', 'sqlite:a\0b']) {
    assert.throws(
      () => parseDatabaseUrl(bad),
      (error: RangeError) => error.name === 'RangeError' && !error.message.includes('secret'),
    )
  }
})
