import { describe } from 'node:test'
import { SqlLedger } from '../../src/ledger/SqlLedger.ts'
import { noMariaDb } from '../server/privateMariaDb.ts'
import { mariaDbSuite, NOT_DURABLE } from '../stores/sql/mariaDbSuite.ts'
import { describeLedger } from './ledgerContract.ts'

describe('on MariaDB', { skip: noMariaDb }, () => {
  const suite = mariaDbSuite(NOT_DURABLE)
  describeLedger(
    'SqlLedger on MariaDB',
    async () => {
      const database = await suite.emptyDatabase()
      return {
        ledger: new SqlLedger(database, () => 1_000),
        database,
        close: () => database.db.destroy(),
      }
    },
    // Each call is a round trip or ten, and each history begins with empty tables.
    { runs: 12 },
  )
})
