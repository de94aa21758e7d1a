import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { protocolReference } from '../scripts/protocolReference.ts'
import { REFUSALS } from '../src/contract/refusals.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8')
/** A rule number as it stands in brackets. */
const RULE = /\[([A-Z]{2,3}\d+)\]/g

test('[DC1] docs/PROTOCOL.md is what the contract says (npm run docs writes it)', () => {
  assert.equal(read('docs/PROTOCOL.md'), protocolReference())
})

test('[DC2] every refusal code that is used stands in the table, and every one there is used', () => {
  const used = new Set<string>()
  for (const file of files(['src', 'rooms'], /\.ts$/)) {
    if (file.endsWith('contract/refusals.ts')) continue
    const text = read(file)
    for (const match of text.matchAll(/'([a-z]+\/[a-z-]+)'/g)) {
      if ((match[1] as string) in REFUSALS) used.add(match[1] as string)
    }
    for (const match of text.matchAll(/\brefuse\(\s*'([^']+)'/g)) {
      assert.ok((match[1] as string) in REFUSALS, `${file}: ${match[1]}`)
    }
  }
  assert.deepEqual(
    Object.keys(REFUSALS).filter((code) => !used.has(code)),
    [],
  )
})

test('[DC3] every rule of SPEC.md has a test, and every numbered test a rule', () => {
  const rules = numbersIn(read('SPEC.md').replaceAll('**', ''))
  const tested = new Set<string>()
  for (const file of files(['test'], /\.(test\.ts|ts)$/)) {
    for (const line of read(file).split('\n')) {
      if (/\b(test|it|describe)\(|`\[|'\[/.test(line))
        for (const n of numbersIn(line)) tested.add(n)
    }
  }
  assert.deepEqual(
    [...rules].filter((rule) => !tested.has(rule)),
    [],
    'rules without a test',
  )
  assert.deepEqual(
    [...tested].filter((rule) => !rules.has(rule)),
    [],
    'tests without a rule',
  )
})

test('[DC4] every rule the code names stands in SPEC.md', () => {
  const rules = numbersIn(read('SPEC.md').replaceAll('**', ''))
  const missing = files(
    ['src', 'rooms', 'schema', 'client', 'web', 'chaos', 'bench'],
    /\.tsx?$/,
  ).flatMap((file) =>
    [...numbersIn(read(file))].filter((rule) => !rules.has(rule)).map((rule) => `${file}: ${rule}`),
  )
  assert.deepEqual(missing, [])
})

test('[DC5] ARCHITECTURE.md stays a map: at most 150 lines', () => {
  assert.ok(read('ARCHITECTURE.md').split('\n').length <= 151)
})

function numbersIn(text: string): Set<string> {
  return new Set([...text.matchAll(RULE)].map((match) => match[1] as string))
}

function files(folders: readonly string[], name: RegExp): string[] {
  return folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => name.test(file) && !file.includes('dist'))
      .map((file) => `${folder}/${file}`),
  )
}
