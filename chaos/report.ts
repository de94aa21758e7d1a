import { describeMachine } from '../bench/machine.ts'
import { markdownTable } from '../bench/markdownTable.ts'
import type { ChaosResult } from './ChaosRun.ts'

// What a reader can take in; the number of the others is told.
const MOST_LINES = 20

/** [CH1] One JSON line, a table, what went wrong line by line, and whether all held that must. */
export function report(
  name: string,
  run: { readonly seed: number; readonly seconds: number },
  { figures, violations, missedTargets }: ChaosResult,
): { text: string; isSound: boolean } {
  const counts = { violations: violations.length, missedTargets: missedTargets.length }
  const all = { ...run, ...figures, ...counts }
  const text = [
    JSON.stringify({ chaos: name, ...all, machine: describeMachine() }),
    '',
    markdownTable([name, ''], Object.entries(all)),
    '',
    ...shown('violation', violations),
    ...shown('missed target', missedTargets),
  ].join('\n')
  return { text, isSound: violations.length + missedTargets.length === 0 }
}

function shown(kind: string, lines: readonly string[]): string[] {
  const rest = lines.length - MOST_LINES
  const first = lines.slice(0, MOST_LINES).map((line) => `${kind}: ${line}`)
  return rest > 0 ? [...first, `… and ${rest} more`] : first
}
