import { isDeepStrictEqual } from 'node:util'
import type { Connection, RowDataPacket } from 'mysql2/promise'
import type { Crowd } from './Crowd.ts'

/**
 * [CH6] Compares the database with what players were told: every hand that began was paid exactly
 * once, as told, and everybody has what he was told.
 */
export async function compareHands(connection: Connection, crowd: Crowd): Promise<string[]> {
  const query = async (sql: string): Promise<RowDataPacket[]> =>
    (await connection.query<RowDataPacket[]>(sql))[0]
  const lines = await query(
    `select h.operation_id, h.hand_id, p.seat, p.result, p.fee from hands h
     join hand_players p on p.operation_id = h.operation_id order by h.operation_id, p.seat`,
  )
  const hands = Map.groupBy(lines, (line) => String(line['hand_id']))
  const { started, settled } = crowd.told()
  const violations: string[] = []
  for (const handId of started) {
    const rows = hands.get(handId) ?? []
    const payments = new Set(rows.map((row) => row['operation_id'])).size
    if (payments === 0) violations.push(`lost: hand ${handId} began and was never paid`)
    if (payments > 1) violations.push(`doubled: hand ${handId} was paid ${payments} times`)
  }
  for (const { handId, lines: told } of settled.values()) {
    const found = (hands.get(handId) ?? []).map(({ seat, result, fee }) => ({ seat, result, fee }))
    const expected = told
      .map(({ seat, result, fee }) => ({ seat, result, fee }))
      .sort((a, b) => a.seat - b.seat)
    if (isDeepStrictEqual(found, expected)) continue
    violations.push(`lost: hand ${handId} was told as ${text(expected)} and is ${text(found)}`)
  }
  const balances = await query(
    `select owner, cast(sum(balance) as char) as gold from accounts
     where kind in ('wallet', 'escrow') group by owner`,
  )
  const goldOf = new Map(balances.map(({ owner, gold }) => [Number(owner), Number(gold)]))
  for (const [playerId, told] of crowd.goldTold()) {
    const found = goldOf.get(playerId)
    if (found === told) continue
    violations.push(`balance: player ${playerId} has ${found}, he was told ${told}`)
  }
  return violations
}

const text = (value: unknown) => JSON.stringify(value)
