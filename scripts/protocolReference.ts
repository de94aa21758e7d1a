import { z } from 'zod'
import { deskEvents, deskPushes, deskRequests } from '../src/contract/desk.ts'
import { hallPushes, hallRequests } from '../src/contract/hall.ts'
import { routes } from '../src/contract/http.ts'
import { REFUSALS } from '../src/contract/refusals.ts'
import type { PushTable, RequestTable } from '../src/contract/request.ts'
import { xpnnEvents, xpnnRequests } from '../src/contract/xpnn.ts'

/** The protocol reference as Markdown, made from the contract alone. */
export function protocolReference(): string {
  return [
    '# Protocol reference',
    '',
    'Made from `src/contract` by `npm run docs`; a test fails when the two differ. JSON over HTTP',
    'and the Colyseus SDK over WebSocket, one port. Any request may carry a `rid` of 1 to 64',
    'characters: the same again gets the first answer. Any request may be refused with',
    '`request/invalid`, `request/rid-reused`, `rate/limited` or `server/fault`.',
    '',
    '## HTTP',
    '',
    ...httpRows(),
    '',
    '## `hall`',
    '',
    ...requestRows(hallRequests),
    '',
    'Pushes:',
    '',
    ...pushRows(hallPushes),
    '',
    '## Every desk',
    '',
    ...requestRows(deskRequests),
    '',
    'Pushes:',
    '',
    ...pushRows(deskPushes),
    '',
    '`desk/event` by `type` (each with its `seq`):',
    '',
    ...pushRows(deskEvents),
    '',
    '## `xpnn`: Niu Niu with banker bidding',
    '',
    ...requestRows(xpnnRequests),
    '',
    'More `desk/event`s:',
    '',
    ...pushRows(xpnnEvents),
    '',
    '## Refusal codes',
    '',
    '| code | HTTP | meaning |',
    '|---|---|---|',
    ...Object.entries(REFUSALS).map(
      ([code, [status, text]]) => `| \`${code}\` | ${status} | ${text} |`,
    ),
    '',
  ].join('\n')
}

function httpRows(): string[] {
  const rows = Object.values(routes).map((route) => {
    const body = route.body ? shape(route.body) : '–'
    const answer = route.answer ? shape(route.answer) : '–'
    const session = 'needsSession' in route && route.needsSession ? ' Bearer session.' : ''
    const admin = 'needsAdmin' in route && route.needsAdmin ? ' Bearer `ADMIN_TOKEN`.' : ''
    const refusals = codes(route.refusals)
    return `| \`${route.method} ${route.path}\` | ${route.summary}${session}${admin} | ${body} | ${route.status} ${answer} | ${refusals} |`
  })
  return ['| call | what it does | body | answer | refused |', '|---|---|---|---|---|', ...rows]
}

function requestRows(table: RequestTable): string[] {
  const rows = Object.entries(table).map(
    ([type, { summary, payload, answer, refusals }]) =>
      `| \`${type}\` | ${summary} | ${shape(payload)} | ${shape(answer)} | ${codes(refusals)} |`,
  )
  return [
    '| request | what it does | payload | answer | refused |',
    '|---|---|---|---|---|',
    ...rows,
  ]
}

function pushRows(table: PushTable): string[] {
  const rows = Object.entries(table).map(
    ([type, { summary, payload }]) => `| \`${type}\` | ${summary} | ${shape(payload)} |`,
  )
  return ['| push | what it says | fields |', '|---|---|---|', ...rows]
}

function codes(list: readonly string[]): string {
  return list.map((code) => `\`${code}\``).join(' ') || '–'
}

/** A schema in a few words: `{ times: integer, auto?: boolean }`. */
function shape(schema: z.ZodType): string {
  const text = typeText(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }))
  return `\`${text}\``.replaceAll('|', '\\|')
}

interface JsonSchema {
  readonly type?: string
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly items?: JsonSchema
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly JsonSchema[]
  readonly additionalProperties?: boolean | JsonSchema
}

function typeText(schema: unknown): string {
  const node = schema as JsonSchema
  if (node.const !== undefined) return JSON.stringify(node.const)
  if (node.enum) return node.enum.map((value) => JSON.stringify(value)).join(' | ')
  if (node.anyOf) return node.anyOf.map(typeText).join(' | ')
  if (node.type === 'array') return `[${typeText(node.items ?? {})}]`
  if (node.type !== 'object') return node.type ?? 'any'
  const { properties = {}, required = [], additionalProperties } = node
  const fields = Object.entries(properties).map(
    ([name, field]) => `${name}${required.includes(name) ? '' : '?'}: ${typeText(field)}`,
  )
  if (typeof additionalProperties === 'object' && Object.keys(additionalProperties).length > 0) {
    fields.push(`[id]: ${typeText(additionalProperties)}`)
  } else if (additionalProperties !== false) fields.push('…')
  return fields.length > 0 ? `{ ${fields.join(', ')} }` : '{}'
}
