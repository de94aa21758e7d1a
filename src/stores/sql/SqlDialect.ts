import type {
  InsertQueryBuilder,
  InsertResult,
  Kysely,
  RawBuilder,
  SelectQueryBuilder,
} from 'kysely'
import type { Schema } from './schema.ts'

/** What a database said no to, of the things the stores treat differently. */
export type SqlErrorKind = 'duplicate' | 'check' | 'busy' | 'other'

/** All that differs between the databases, so that stores and migrations are written once. */
export interface SqlDialect {
  readonly name: 'sqlite'
  /** Column types: whole numbers of 53 bits, exact short keys that can be indexed, free text. */
  readonly columns: {
    readonly integer: RawBuilder<unknown>
    readonly key: RawBuilder<unknown>
    readonly text: RawBuilder<unknown>
  }
  /** Ends `create table`. `clustered`: the rows lie in the order of the primary key. */
  readonly tableEnd: {
    readonly plain: RawBuilder<unknown>
    readonly clustered: RawBuilder<unknown>
  }
  /** Lets the automatic ids of a still empty table begin with `first`. */
  startIdsAt(db: Kysely<unknown>, table: string, first: number): Promise<void>
  /** From now on the database itself refuses to change or delete rows of that table. */
  makeInsertOnly(db: Kysely<unknown>, table: string): Promise<void>
  /** Locks the rows read until the end of the transaction, where the database locks by row. */
  lockRows<T extends keyof Schema, O>(
    query: SelectQueryBuilder<Schema, T, O>,
  ): SelectQueryBuilder<Schema, T, O>
  /** Lets an insert whose key is there already pass without effect. */
  skipDuplicate<T extends keyof Schema>(
    query: InsertQueryBuilder<Schema, T, InsertResult>,
  ): InsertQueryBuilder<Schema, T, InsertResult>
  errorKind(error: unknown): SqlErrorKind
}
