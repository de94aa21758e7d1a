import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative, sep } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const FOLDERS = ['src', 'rooms', 'schema', 'client', 'web', 'scripts', 'loadtest', 'bench', 'chaos']

interface Source {
  readonly path: string
  readonly text: string
  /** Paths of the repository, or package names. */
  readonly imports: readonly string[]
}

/** Which imports a place must not have; the first matching line of a file counts. */
const LAYERS: readonly [place: RegExp, allowed: RegExp, why: string][] = [
  [/^src\/contract\//, /^(src\/contract\/|zod$)/, 'the contract stands alone'],
  [/^src\/games\//, /^(src\/(games|contract)\/|node:crypto$|zod$)/, 'rules import only rules'],
  [
    /^src\/(app\.ts|app\/|main\.ts)/,
    /^(src\/|rooms\/|schema\/|[a-z@])/,
    'the wiring may see everything but tests and clients',
  ],
  [
    /^src\/http\/door\.ts/,
    /^(src\/(contract|ops|http)\/|node:|@colyseus\/core$)/,
    'the door stands before the base and has to know it',
  ],
  [
    /^src\/http\//,
    /^(src\/(?!app)|node:|express$|helmet$|proxy-addr$|zod$)/,
    'routes call services, never Colyseus',
  ],
  [
    /^src\/stores\//,
    /^(src\/(stores|ledger|contract|ops|config)|node:|kysely|mysql2)/,
    'stores know the database and their ports',
  ],
  [/^src\/ledger\//, /^(src\/(ledger|stores|contract)\/|node:|kysely)/, 'the ledger knows gold'],
  [
    /^src\/auth\/(Passwords|passwordRules)\.ts/,
    /^(src\/(auth|contract)\/|node:|@node-rs\/argon2$|@zxcvbn-ts\/language-common$)/,
    'passwords know their hash and their list',
  ],
  [/^src\/redis\//, /^(src\/(redis|ops)\/|node:|ioredis$|zod$)/, 'Redis knows nobody'],
  [/^src\/net\//, /^(src\/(net|ops)\/|node:|cockatiel$)/, 'the way out knows nobody'],
  [
    /^src\//,
    /^(src\/(?!app|http\/|stores\/sql\/|main)|node:|zod$|jose$|pino$|prom-client$|rate-limiter-flexible$)/,
    'services see ports, never adapters, Colyseus or Express',
  ],
  [/^schema\//, /^(schema\/|@colyseus\/schema$)/, 'the synced state imports only the schema'],
  [
    /^rooms\//,
    /^(rooms\/|schema\/|src\/(?!app|http\/|stores\/sql\/|main)|@colyseus\/|msgpackr$)/,
    'rooms carry to services',
  ],
  [
    /^(client|web|loadtest)\//,
    /^(client\/|web\/|loadtest\/|src\/contract\/|node:|[a-z@])/,
    'clients know only the contract',
  ],
]

/** What must not stand in a file at all. */
const FORBIDDEN: readonly [place: RegExp, text: RegExp, why: string][] = [
  [
    /^src\/games\//,
    /\b(Date\.now|new Date|Math\.random|setTimeout|setInterval|setImmediate|process\.|await |async )/,
    'time, chance and I/O are arguments',
  ],
  [/^(src|rooms|schema)\//, /\bMath\.random\b/, 'chance comes from the cryptographic source'],
  [/^(src(?!\/main\.ts)|rooms|schema)/, /\bprocess\.env\b/, 'only main.ts reads the environment'],
  [/^schema\//, /@type\(/, 'schema() and t.*, no decorators'],
]

test('[LY1] every file imports only from the layers below it', () => {
  const mistakes: string[] = []
  for (const source of sources()) {
    const layer = LAYERS.find(([place]) => place.test(source.path))
    if (!layer) continue
    for (const imported of source.imports) {
      if (!layer[1].test(imported)) mistakes.push(`${source.path} → ${imported}: ${layer[2]}`)
    }
  }
  assert.deepEqual(mistakes, [])
})

test('[LY2] nothing imports tests, load tests, benchmarks, chaos runs or the page', () => {
  const mistakes = sources().flatMap(({ path, imports }) =>
    imports
      .filter((imported) => /^(test|loadtest|bench|chaos|web)\//.test(imported))
      .filter((imported) => imported.split('/')[0] !== path.split('/')[0])
      .filter(() => !/^(scripts|bench|chaos|loadtest)\//.test(path))
      .map((imported) => `${path} → ${imported}`),
  )
  assert.deepEqual(mistakes, [])
})

test('[LY3] rules take time and chance as arguments; the environment is read in one place', () => {
  const mistakes = sources().flatMap(({ path, text }) =>
    FORBIDDEN.filter(([place, words]) => place.test(path) && words.test(withoutComments(text))).map(
      ([, words, why]) => `${path}: ${words.exec(withoutComments(text))?.[0]}: ${why}`,
    ),
  )
  assert.deepEqual(mistakes, [])
})

test('[LY4] the layer check sees a wrong import', () => {
  const layer = LAYERS.find(([place]) => place.test('src/games/xpnn/Xpnn.ts'))
  assert.ok(layer && !layer[1].test('src/desk/DeskHost.ts') && layer[1].test('src/games/game.ts'))
})

function sources(): Source[] {
  return FOLDERS.flatMap((folder) => filesIn(join(ROOT, folder))).map((file) => {
    const path = relative(ROOT, file).split(sep).join('/')
    const text = readFileSync(file, 'utf8')
    return { path, text, imports: importsOf(text, path) }
  })
}

function filesIn(folder: string): string[] {
  let entries: string[]
  try {
    entries = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  } catch {
    return []
  }
  return entries
    .filter((name) => /\.tsx?$/.test(name) && !name.startsWith('dist'))
    .map((name) => join(folder, name))
}

function importsOf(text: string, path: string): string[] {
  const found = text.matchAll(/^(?:import|export)\s[^'"]*?from\s+'([^']+)'|^import\s+'([^']+)'/gms)
  return [...found].map((match) => {
    const name = (match[1] ?? match[2]) as string
    return name.startsWith('.') ? normalize(join(dirname(path), name)) : name
  })
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\/\/.*$/gm, '')
}
