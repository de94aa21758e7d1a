import type { Schema } from './schema.ts'

export interface Table {
  readonly name: string
  /** The primary key, of one or two columns, in its order. */
  readonly key: readonly string[]
  /** The database numbers its rows by itself. */
  readonly hasOwnIds?: true
}

/** Every table of the schema, each after those its rows refer to. */
const BY_NAME: Record<keyof Schema, Omit<Table, 'name'>> = {
  players: { key: ['id'], hasOwnIds: true },
  devices: { key: ['device_key'] },
  passwords: { key: ['player_id'] },
  account_devices: { key: ['player_id', 'device_key'] },
  wechat_players: { key: ['app_id', 'open_id'] },
  sequences: { key: ['name'] },
  accounts: { key: ['id'] },
  operations: { key: ['id'], hasOwnIds: true },
  transfers: { key: ['operation_id', 'line'] },
  stakes: { key: ['player_id'] },
  pot_shares: { key: ['desk_no', 'player_id'] },
  hands: { key: ['operation_id'] },
  hand_players: { key: ['player_id', 'operation_id'] },
  outbox: { key: ['id'], hasOwnIds: true },
  queue_tickets: { key: ['place'] },
}

export const TABLES: readonly Table[] = Object.entries(BY_NAME).map(([name, table]) => ({
  name,
  ...table,
}))
