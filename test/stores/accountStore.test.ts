import { IN_MEMORY } from '../../src/ops/addresses.ts'
import { openStores } from '../../src/stores/openStores.ts'
import { describeAccountStore } from './accountStoreContract.ts'

describeAccountStore('SqlAccountStore on SQLite', () => openStores(IN_MEMORY))
