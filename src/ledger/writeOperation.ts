import { sql } from 'kysely'
import type { EpochMs, Gold } from '../contract/ids.ts'
import type { Trx } from '../stores/sql/schema.ts'
import type { AccountId } from './accounts.ts'
import { digestOf } from './digest.ts'
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
  /** Writes the other rows of the operation. */
  readonly write?: (operationId: number) => Promise<unknown>
}

/**
 * The only writer of balances. Writes the operation, its transfers and the new balances into the
 * transaction. A known key fails as a duplicate row; what `changesOf` refuses is refused.
 */
export async function writeOperation(
  trx: Trx,
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
  if (changes.size > 0) await changeBalances(trx, changes)
  await effect.write?.(operationId)
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
async function changeBalances(trx: Trx, changes: ReadonlyMap<AccountId, number>): Promise<void> {
  const cases = [...changes].map(([account, change]) => sql`when ${account} then ${change}`)
  await trx
    .updateTable('accounts')
    .set({ balance: sql<number>`balance + case id ${sql.join(cases, sql` `)} end` })
    .where('id', 'in', [...changes.keys()])
    .execute()
}
