import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * Builds the page when `web/dist` is missing or older than anything it is made of. Runs before
 * `npm start` and `npm test`, so it says one line and costs nothing when there is nothing to do.
 */
const ROOT = fileURLToPath(new URL('..', import.meta.url))
const BUILT = join(ROOT, 'web/dist/index.html')
const SOURCES = ['web', 'client', 'src/contract', 'package-lock.json']
const NOT_SOURCES = new Set(['dist', 'node_modules'])

/** When the newest file at or below `path` changed, 0 if there is none. */
function newestMs(path: string): number {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (!stats) return 0
  if (!stats.isDirectory()) return stats.mtimeMs
  let newest = 0
  for (const name of readdirSync(path)) {
    if (!NOT_SOURCES.has(name)) newest = Math.max(newest, newestMs(join(path, name)))
  }
  return newest
}

const builtAtMs = statSync(BUILT, { throwIfNoEntry: false })?.mtimeMs ?? 0
const changedAtMs = Math.max(...SOURCES.map((source) => newestMs(join(ROOT, source))))

if (builtAtMs > changedAtMs) {
  console.log('page: up to date')
} else {
  const startedAtMs = performance.now()
  // Loaded only when needed: it takes longer than the check.
  const { build } = await import('vite')
  await build({ configFile: join(ROOT, 'web/vite.config.ts'), logLevel: 'warn' })
  console.log(`page: built in ${((performance.now() - startedAtMs) / 1000).toFixed(1)} s`)
}
