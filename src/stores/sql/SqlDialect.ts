import type { InsertQueryBuilder, InsertResult, Kysely, RawBuilder } from 'kysely'
import type { Db, Schema } from './schema.ts'

/**
 * What a database said no to, of the things the stores treat differently. `busy`: undone in favour
 * of another transaction; `lost`: the connection is gone and the fate of the statement unknown.
 */
export type SqlErrorKind = 'duplicate' | 'check' | 'busy' | 'lost' | 'other'

/** All that differs between the databases, so that stores and migrations are written once. */
export interface SqlDialect {
  readonly name: 'sqlite' | 'mysql'
  /** Column types: whole numbers of 53 bits, exact short ASCII keys that can be indexed, free text. */
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
  /** Behind a table's name: rows are found by its primary key, so that no others are locked. */
  readonly byPrimaryKey: RawBuilder<unknown>
  /** Ends a `select` whose rows are to be locked, where the database locks by row. */
  readonly forUpdate: RawBuilder<unknown>
  /** Lets the automatic ids of a table go on with `first`, which is above all of its ids. */
  startIdsAt(db: Kysely<unknown>, table: string, first: number): Promise<void>
  /** The id that a table gives next by itself, whatever rows are left in it. */
  nextIdOf(db: Kysely<unknown>, table: string): Promise<number>
  /** Makes an index, unless it is there: a migration that was cut off is run again. */
  addIndex(
    db: Kysely<unknown>,
    index: { readonly name: string; readonly table: string; readonly columns: string[] },
  ): Promise<void>
  /** From now on the database itself refuses to change or delete rows of that table, if it can. */
  makeInsertOnly(db: Kysely<unknown>, table: string): Promise<void>
  /** Lets an insert whose key is there already pass without effect. */
  skipDuplicate<T extends keyof Schema>(
    query: InsertQueryBuilder<Schema, T, InsertResult>,
  ): InsertQueryBuilder<Schema, T, InsertResult>
  errorKind(error: unknown): SqlErrorKind
  /** After a `lost` error: resolves when nothing more can come of what was sent before it. */
  endSession(db: Db, error: unknown): Promise<void>
}
