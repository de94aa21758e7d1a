import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const PATH = fileURLToPath(new URL('RESULTS.md', import.meta.url))

/** [BE4] Writes the section of one benchmark, leaving those of the others as they are. */
export function writeSection(name: string, body: string, path = PATH): void {
  const text = existsSync(path) ? readFileSync(path, 'utf8') : ''
  writeFileSync(path, withSection(text, name, body))
}

/** That text with the section `## name` replaced; sections are sorted by name. */
export function withSection(text: string, name: string, body: string): string {
  const [head = '', ...parts] = text.split(/^## /m)
  const sections = new Map(
    parts.map((part) => {
      const end = part.indexOf('\n')
      return [part.slice(0, end).trim(), part.slice(end + 1).trim()]
    }),
  )
  sections.set(name, body.trim())
  const sorted = [...sections].sort(([a], [b]) => (a < b ? -1 : 1))
  const intro = head.trim() || '# Results\n\nWritten by `npm run bench -- NAME --write`.'
  return `${[intro, ...sorted.map(([each, content]) => `## ${each}\n\n${content}`)].join('\n\n')}\n`
}
