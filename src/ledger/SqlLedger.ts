import type { HandRecord } from '../contract/handRecord.ts'
import { type EpochMs, type Gold, type HandId, MAX_GOLD, type PlayerId } from '../contract/ids.ts'
import type { SqlDatabase } from '../stores/sql/openDatabase.ts'
import type { Trx } from '../stores/sql/schema.ts'
import { accountOf, systemAccount } from './accounts.ts'
import { addGold, requireGold, requireSomeGold } from './amounts.ts'
import { handRecord, settle, voidHand } from './hands.ts'
import type { Ledger, PotShare, Settlement } from './Ledger.ts'
import { lockAccounts } from './lockAccounts.ts'
import { OperationRunner } from './OperationRunner.ts'
import { returnOrphans } from './orphans.ts'
import { posting } from './postings.ts'
import { type StakeMove, stake, topUp, unstake } from './staking.ts'
import type { Effect } from './writeOperation.ts'

// Two accounts a player: far below what the databases take as parameters of one statement.
const PLAYERS_PER_QUERY = 500

/** The ledger in a SQL database; see `Ledger` for what it promises. */
export class SqlLedger implements Ledger {
  readonly #runner: OperationRunner

  /** `now` stamps operations; nothing is decided by it. */
  constructor(database: SqlDatabase, now: () => EpochMs) {
    this.#runner = new OperationRunner(database, now)
  }

  /** An amount of 0 only opens the accounts. */
  async openPlayer(playerId: PlayerId, amount: Gold): Promise<Gold> {
    requireGold(amount, 'the first gold')
    const wallet = accountOf('wallet', playerId)
    const escrow = accountOf('escrow', playerId)
    const mint = systemAccount('mint', playerId)
    const key = `player:${playerId}`
    const operation = { key, kind: 'open', content: { amount }, reference: key }
    const decide = async (trx: Trx): Promise<Effect<Gold>> => {
      const { dialect } = this.#runner.database
      const rows = [
        { id: wallet, kind: 'wallet', owner: playerId, balance: 0 },
        { id: escrow, kind: 'escrow', owner: playerId, balance: 0 },
      ]
      await dialect.skipDuplicate(trx.insertInto('accounts').values(rows)).execute()
      const { balances } = await lockAccounts(trx, dialect, [wallet, mint])
      return { result: amount, balances, postings: posting('welcome', mint, wallet, amount) }
    }
    // Asked for at every sign-in of a guest, and new at the first alone.
    return this.#runner.once(operation, decide, { lookFirst: true })
  }

  async fundBot(key: string, playerId: PlayerId, amount: Gold): Promise<Gold> {
    requireSomeGold(amount, 'the gold of a bot')
    const wallet = accountOf('wallet', playerId)
    const escrow = accountOf('escrow', playerId)
    const bots = systemAccount('bots', playerId)
    const operation = {
      key: `op:${key}`,
      kind: 'fund-bot',
      content: { playerId, amount },
      reference: `player:${playerId}`,
    }
    return this.#runner.once(operation, async (trx) => {
      const { dialect } = this.#runner.database
      const { balances } = await lockAccounts(trx, dialect, [wallet, escrow, bots])
      const held = balances.get(wallet) ?? 0
      const result = Math.max(held, amount)
      addGold(balances.get(escrow) ?? 0, result, `the gold of ${playerId}`)
      return { result, balances, postings: posting('bot-fund', bots, wallet, result - held) }
    })
  }

  async goldOf(playerIds: readonly PlayerId[]): Promise<Map<PlayerId, Gold>> {
    const gold = new Map<PlayerId, Gold>()
    const ids = [...new Set(playerIds)].filter(isPossiblePlayer)
    for (let start = 0; start < ids.length; start += PLAYERS_PER_QUERY) {
      const part = ids.slice(start, start + PLAYERS_PER_QUERY)
      const accounts = part.flatMap((id) => [accountOf('wallet', id), accountOf('escrow', id)])
      const rows = await this.#runner.ask(() =>
        this.#runner.database.db
          .selectFrom('accounts')
          .select(['owner', 'balance'])
          .where('id', 'in', accounts)
          .execute(),
      )
      for (const { owner, balance } of rows) {
        gold.set(owner, addGold(gold.get(owner) ?? 0, balance, `the gold of ${owner}`))
      }
    }
    return gold
  }

  stake(key: string, move: StakeMove & { atLeast: Gold }): Promise<Gold> {
    return stake(this.#runner, key, move)
  }

  topUp(key: string, move: StakeMove): Promise<Gold> {
    return topUp(this.#runner, key, move)
  }

  unstake(key: string, move: StakeMove & { intoPot?: Gold }): Promise<Gold> {
    return unstake(this.#runner, key, move)
  }

  settle(settlement: Settlement): Promise<Gold[]> {
    return settle(this.#runner, settlement)
  }

  voidHand(hand: { handId: HandId; deskNo: number; fromPot: readonly PotShare[] }): Promise<void> {
    return voidHand(this.#runner, hand)
  }

  returnOrphans(isLiving: (deskNo: number) => boolean): Promise<number> {
    return returnOrphans(this.#runner, isLiving)
  }

  handRecord(handId: HandId): Promise<HandRecord | undefined> {
    return handRecord(this.#runner, handId)
  }
}

// Asking for somebody who cannot exist finds nobody; it is no fault.
function isPossiblePlayer(playerId: PlayerId): boolean {
  return Number.isSafeInteger(playerId) && playerId > 0 && playerId < MAX_GOLD / 16
}
