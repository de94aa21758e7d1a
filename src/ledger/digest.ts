import { hash } from 'node:crypto'

/** The hex SHA-256 of a JSON value; the order in which an object got its fields does not count. */
export function digestOf(content: unknown): string {
  return hash('sha256', JSON.stringify(content, withSortedFields), 'hex')
}

function withSortedFields(_field: string, value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(byName))
}

function byName([left]: [string, unknown], [right]: [string, unknown]): number {
  return left < right ? -1 : 1
}
