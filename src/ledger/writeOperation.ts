import { sql } from 'kysely'
import type { EpochMs, Gold } from '../contract/ids.ts'
import type { SqlDialect } from '../stores/sql/SqlDialect.ts'
import type { Trx } from '../stores/sql/schema.ts'
import type { AccountId } from './accounts.ts'
import { digestOf } from './digest.ts'
import type { Tell } from './goldTells.ts'
import { changesOf, type Posting } from './postings.ts'

/** What an operation is, whatever comes of it. */
export interface Operation {
  readonly key: string
  readonly kind: string
  /** What the caller asked for, as JSON. */
  readonly content: unknown
  /** What its transfers refer to: a hand, a desk, a player. */
  readonly reference: string
}

/** What an operation does to the books. */
export interface Effect<Result> {
  readonly result: Result
  readonly balances: ReadonlyMap<AccountId, Gold>
  readonly postings: readonly Posting[]
  /** What players are told of it once it is committed. [OB1] */
  readonly tells?: readonly Tell[]
  /** Writes the other rows of the operation. */
  readonly write?: (operationId: number) => Promise<unknown>
}

/**
 * The only writer of balances. Writes the operation, its transfers and the new balances into the
 * transaction. A known key fails as a duplicate row; what `changesOf` refuses is refused.
 */
export async function writeOperation(
  trx: Trx,
  dialect: SqlDialect,
  operation: Operation,
  effect: Effect<unknown>,
  atMs: EpochMs,
): Promise<void> {
  const changes = changesOf(effect.postings, effect.balances)
  const { insertId } = await trx
    .insertInto('operations')
    .values({
      op_key: operation.key,
      kind: operation.kind,
      digest: digestOf(operation.content),
      result: JSON.stringify(effect.result),
      at_ms: atMs,
    })
    .executeTakeFirstOrThrow()
  const operationId = Number(insertId)
  if (effect.postings.length > 0) {
    await trx
      .insertInto('transfers')
      .values(effect.postings.map((post, line) => toRow(post, line, operationId, operation)))
      .execute()
  }
  if (changes.size > 0) await changeBalances(trx, dialect, changes)
  await effect.write?.(operationId)
  if (effect.tells && effect.tells.length > 0) await writeOutbox(trx, effect.tells, atMs)
}

/** Under the lock of the players' accounts: the ids of one player's rows are in commit order. */
async function writeOutbox(trx: Trx, tells: readonly Tell[], atMs: EpochMs): Promise<void> {
  await trx
    .insertInto('outbox')
    .values(
      tells.map(({ playerId, type, payload }) => ({
        player_id: playerId,
        type,
        payload: JSON.stringify(payload),
        at_ms: atMs,
      })),
    )
    .execute()
}

function toRow(post: Posting, line: number, operationId: number, operation: Operation) {
  return {
    operation_id: operationId,
    line,
    debit_id: post.debit,
    credit_id: post.credit,
    amount: post.amount,
    kind: post.kind,
    reference: operation.reference,
  }
}

/** All balances in one statement, relative to what they are. */
async function changeBalances(
  trx: Trx,
  dialect: SqlDialect,
  changes: ReadonlyMap<AccountId, number>,
): Promise<void> {
  const cases = [...changes].map(([account, change]) => sql`when ${account} then ${change}`)
  await sql`
    update accounts ${dialect.byPrimaryKey}
    set balance = balance + case id ${sql.join(cases, sql` `)} end
    where id in (${sql.join([...changes.keys()])})`.execute(trx)
}
