import { isDeepStrictEqual } from 'node:util'
import type { Connection, RowDataPacket } from 'mysql2/promise'
import { type Acknowledged, type Call, rowKeyOf } from './Call.ts'
import { type ExpectedBooks, expectedBooks } from './expectedBooks.ts'

export interface Comparison {
  /** Acknowledged, and not in the books, or not as acknowledged. */
  readonly lost: number
  /** In the books twice, or without anybody having asked. */
  readonly doubled: number
  /** Committed by a try whose answer never came: the key alone kept it from being done twice. */
  readonly answersLost: number
  readonly violations: readonly string[]
}

const OPERATIONS_AT_ONCE = 5_000

/**
 * [CH2] Compares the database itself, past the ledger, with what callers were told: every
 * acknowledged call is there exactly once and as it was answered, nothing else is there, each hand
 * moved exactly its results and fees, and every balance is what arithmetic makes of the answers.
 */
export async function compareBooks(
  connection: Connection,
  acknowledged: readonly Acknowledged[],
): Promise<Comparison> {
  const expected = expectedBooks(acknowledged)
  const found = new FoundBooks(connection, acknowledged)
  await found.readAll()
  const violations = [
    ...found.violations,
    ...expected.violations,
    ...(await balanceViolations(connection, expected)),
    ...(await lawViolations(connection)),
  ]
  const { lost, doubled, answersLost } = found
  return { lost, doubled, answersLost, violations }
}

/** Goes through all operations and ticks off what was acknowledged. */
class FoundBooks {
  readonly #connection: Connection
  readonly #open: Map<string, Acknowledged>
  readonly #hands: number
  #ownerOf = new Map<number, string>()
  readonly violations: string[] = []
  lost = 0
  doubled = 0
  answersLost = 0

  constructor(connection: Connection, acknowledged: readonly Acknowledged[]) {
    this.#connection = connection
    this.#open = new Map(acknowledged.map((each) => [rowKeyOf(each.call), each]))
    this.#hands = acknowledged.filter(({ call }) => call.op === 'settle').length
  }

  async readAll(): Promise<void> {
    const accounts = await this.#rows('select id, kind, owner from accounts', [])
    this.#ownerOf = new Map(accounts.map(({ id, kind, owner }) => [id, nameOf(kind, owner)]))
    for (let after = 0; ; ) {
      const operations = await this.#rows(
        'select id, op_key, result, at_ms from operations where id > ? order by id limit ?',
        [after, OPERATIONS_AT_ONCE],
      )
      const last = Number(operations.at(-1)?.['id'] ?? 0)
      if (operations.length === 0) break
      await this.#compareRange(operations, after, last)
      after = last
    }
    for (const key of this.#open.keys()) this.#lose(`${key} was acknowledged and is not there`)
    const [counted] = await this.#rows('select count(*) as hands from hands', [])
    const extra = Number(counted?.['hands']) - this.#hands
    if (extra > 0) this.#double(`${extra} hands more than were settled`)
  }

  async #compareRange(operations: RowDataPacket[], after: number, last: number): Promise<void> {
    const within = 'where operation_id > ? and operation_id <= ?'
    const read = async (what: string) =>
      Map.groupBy(await this.#rows(`${what} ${within}`, [after, last]), (row) =>
        Number(row['operation_id']),
      )
    const hands = await read('select operation_id, hand_id, desk_no from hands')
    const players = await read(
      'select operation_id, player_id, seat, result, fee from hand_players',
    )
    const transfers = await read('select operation_id, debit_id, credit_id, amount from transfers')
    for (const { id, op_key, result, at_ms } of operations) {
      const answered = this.#open.get(op_key)
      if (!answered) {
        this.#double(`${op_key} is there, and nobody was told so`)
        continue
      }
      this.#open.delete(op_key)
      if (Number(at_ms) < answered.answeredTryAtMs) this.answersLost++
      if (!isDeepStrictEqual(JSON.parse(result), answered.result)) {
        this.#lose(`${op_key} is ${result}, acknowledged was ${JSON.stringify(answered.result)}`)
      }
      if (answered.call.op !== 'settle') continue
      const rows = { hands: hands.get(id), players: players.get(id), transfers: transfers.get(id) }
      this.#compareHand(answered.call, rows)
    }
  }

  #compareHand(
    { handId, deskNo, lines }: Call & { op: 'settle' },
    rows: Record<'hands' | 'players' | 'transfers', RowDataPacket[] | undefined>,
  ): void {
    const hands = (rows.hands ?? []).map(({ hand_id, desk_no }) => [hand_id, Number(desk_no)])
    if (hands.length > 1) this.#double(`hand ${handId} is there ${hands.length} times`)
    else if (!isDeepStrictEqual(hands, [[handId, deskNo]])) this.#lose(`hand ${handId} has no row`)
    const expected = lines.map(({ playerId, result, fee = 0 }, seat) => [
      playerId,
      seat,
      result,
      fee,
    ])
    const found = (rows.players ?? [])
      .map(({ player_id, seat, result, fee }) => [player_id, seat, result, fee].map(Number))
      .sort(([, a = 0], [, b = 0]) => a - b)
    if (!isDeepStrictEqual(found, expected)) {
      this.#lose(`hand ${handId} has the players ${JSON.stringify(found)}`)
    }
    this.#compareMoves(handId, movesOf(deskNo, lines), rows.transfers ?? [])
  }

  #compareMoves(handId: string, expected: Map<string, number>, transfers: RowDataPacket[]): void {
    const found = new Map<string, number>()
    for (const { debit_id, credit_id, amount } of transfers) {
      add(found, this.#ownerOf.get(debit_id) ?? '', -Number(amount))
      add(found, this.#ownerOf.get(credit_id) ?? '', Number(amount))
    }
    for (const name of new Set([...expected.keys(), ...found.keys()])) {
      const [is = 0, should = 0] = [found.get(name), expected.get(name)]
      if (is === should) continue
      const text = `hand ${handId} moved ${is} for ${name} instead of ${should}`
      if (Math.abs(is) > Math.abs(should)) this.#double(text)
      else this.#lose(text)
    }
  }

  async #rows(sql: string, values: (string | number)[]): Promise<RowDataPacket[]> {
    const [rows] = await this.#connection.query<RowDataPacket[]>(sql, values)
    return rows
  }

  #lose(text: string): void {
    this.lost++
    this.violations.push(`lost: ${text}`)
  }

  #double(text: string): void {
    this.doubled++
    this.violations.push(`doubled: ${text}`)
  }
}

/** The house is one, however many rows it has. */
const nameOf = (kind: string, owner: number) =>
  kind === 'house' || kind === 'mint' ? kind : `${kind} ${owner}`

function movesOf(deskNo: number, lines: (Call & { op: 'settle' })['lines']): Map<string, number> {
  const moves = new Map<string, number>()
  for (const { playerId, result, fee = 0, fromPot } of lines) {
    add(moves, fromPot ? `pot ${deskNo}` : `escrow ${playerId}`, result - fee)
    add(moves, 'house', fee)
  }
  return moves
}

function add(sums: Map<string, number>, name: string, amount: number): void {
  sums.set(name, (sums.get(name) ?? 0) + amount)
}

async function balanceViolations(
  connection: Connection,
  { model, feesGold, mintedGold }: ExpectedBooks,
): Promise<string[]> {
  const expected = new Map([
    ['house', feesGold],
    ['mint', -mintedGold],
  ])
  for (const [playerId, gold] of model.wallets) expected.set(`wallet ${playerId}`, gold)
  for (const [playerId, { gold }] of model.stakes) expected.set(`escrow ${playerId}`, gold)
  for (const { deskNo, gold } of model.shares) add(expected, `pot ${deskNo}`, gold)
  const found = new Map<string, number>()
  const [rows] = await connection.query<RowDataPacket[]>(
    'select kind, owner, balance from accounts',
  )
  for (const { kind, owner, balance } of rows) add(found, nameOf(kind, owner), Number(balance))
  return [...new Set([...expected.keys(), ...found.keys()])].flatMap((name) => {
    const [is = 0, should = 0] = [found.get(name), expected.get(name)]
    return is === should ? [] : [`balance: ${name} has ${is}, by the answers it must be ${should}`]
  })
}

/** What holds for every ledger, whoever called: see also the audit. */
async function lawViolations(connection: Connection): Promise<string[]> {
  const [sums] = await connection.query<RowDataPacket[]>(
    'select cast(sum(balance) as char) as total from accounts having sum(balance) <> 0',
  )
  const [unequal] = await connection.query<RowDataPacket[]>(
    `select kind, owner, balance, cast(moved.gold as char) as moved from accounts
     left join (
       select account, sum(gold) as gold from (
         select credit_id as account, amount as gold from transfers
         union all select debit_id, -amount from transfers
       ) as sides group by account
     ) as moved on moved.account = accounts.id
     where balance <> coalesce(moved.gold, 0)`,
  )
  const [negative] = await connection.query<RowDataPacket[]>(
    `select kind, owner, balance from accounts where balance < 0 and kind not in ('mint', 'bots', 'payments')`,
  )
  return [
    ...sums.map(({ total }) => `books: all balances sum to ${total}`),
    ...unequal.map((row) =>
      `books: ${row['kind']} ${row['owner']} has ${row['balance']}, its
      transfers make ${row['moved'] ?? 0}`.replace(/\s+/g, ' '),
    ),
    ...negative.map((row) => `books: ${row['kind']} ${row['owner']} owes ${-row['balance']}`),
  ]
}
