import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { z } from 'zod'
import { checkForm } from '../../src/contract/checkForm.ts'
import { deskRequests } from '../../src/contract/desk.ts'
import { hallRequests } from '../../src/contract/hall.ts'
import { routes } from '../../src/contract/http.ts'
import { ridSchema } from '../../src/contract/request.ts'
import { xpnnRequests } from '../../src/contract/xpnn.ts'

/** A length that cannot be compared: asking for its text throws. */
const THROWING_LENGTH = { length: [{ toString: 1 }] }

const SCHEMAS: [name: string, schema: z.ZodType][] = [
  ['rid', ridSchema],
  ...Object.values(routes).flatMap(({ path, body }) => (body ? [[path, body] as const] : [])),
  ...Object.entries({ ...hallRequests, ...deskRequests, ...xpnnRequests }).map(
    ([type, { payload }]) => [type, payload] as const,
  ),
].map(([name, schema]) => [name as string, schema as z.ZodType])

test('[HP13] what is wrong is said, with where it is', () => {
  const schema = z.strictObject({ a: z.strictObject({ b: z.string() }) })
  assert.deepEqual(checkForm(schema, { a: { b: 'x' } }), { value: { a: { b: 'x' } } })
  const { mistake } = checkForm(schema, { a: { b: 7 } }) as { mistake: string }
  assert.match(mistake, /^a\.b: /)
})

test('[HP13] a length that throws when it is compared is a mistake of who sent it', () => {
  const schema = z.strictObject({ text: z.string().min(1).max(9) })
  assert.throws(() => schema.safeParse({ text: THROWING_LENGTH }), TypeError)
  assert.ok('mistake' in checkForm(schema, { text: THROWING_LENGTH }))
})

for (const [name, schema] of SCHEMAS) {
  test(`[HP13] nothing a stranger sends makes the form of ${name} throw`, () => {
    const keys = schema instanceof z.ZodObject ? Object.keys(schema.shape) : []
    for (const key of ['length', ...keys]) checkForm(schema, { [key]: THROWING_LENGTH })
    checkForm(schema, THROWING_LENGTH)
    const anything = fc.oneof(
      fc.jsonValue(),
      fc.dictionary(fc.constantFrom('__proto__', 'length', ...keys), fc.anything()),
      fc.anything(),
    )
    fc.assert(
      fc.property(anything, (value) => void checkForm(schema, value)),
      { numRuns: 200 },
    )
  })
}
