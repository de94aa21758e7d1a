import { describe, type TestContext } from 'node:test'
import { openDatabase, type SqlDatabase } from '../../src/stores/sql/openDatabase.ts'
import { noMariaDb } from '../server/privateMariaDb.ts'
import { mariaDbSuite, NOT_DURABLE } from './sql/mariaDbSuite.ts'

/** An empty database with all tables, closed after the test. */
export type OpenEmpty = (test: TestContext) => Promise<SqlDatabase>

/** The same tests on SQLite and on a MariaDB of their own. */
export function onBothDatabases(define: (open: OpenEmpty) => void): void {
  describe('on SQLite', () =>
    define((test) => closedAfter(test, openDatabase({ kind: 'sqlite', path: ':memory:' }))))
  describe('on MariaDB', { skip: noMariaDb }, () => {
    const suite = mariaDbSuite(NOT_DURABLE)
    define((test) => closedAfter(test, suite.emptyDatabase()))
  })
}

async function closedAfter(test: TestContext, opening: Promise<SqlDatabase>): Promise<SqlDatabase> {
  const database = await opening
  test.after(() => database.db.destroy())
  return database
}
