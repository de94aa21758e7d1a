import { describe } from 'node:test'
import { openStores } from '../../src/stores/openStores.ts'
import { noMariaDb } from '../server/privateMariaDb.ts'
import { describeAccountStore } from './accountStoreContract.ts'
import { mariaDbSuite, NOT_DURABLE } from './sql/mariaDbSuite.ts'

describe('on MariaDB', { skip: noMariaDb }, () => {
  const suite = mariaDbSuite(NOT_DURABLE)
  describeAccountStore('SqlAccountStore on MariaDB', async () => {
    const { db } = await suite.emptyDatabase({ pool: 1 })
    await db.destroy()
    return openStores(suite.config(), { pool: 8 })
  })
})
