import { randomInt } from 'node:crypto'
import { Progress } from '../bench/Progress.ts'
import { parseRunArguments } from '../bench/runArguments.ts'
import { report } from './report.ts'
import { CHAOS_RUNS } from './runs.ts'

const USAGE = `npm run chaos                 a short run of each
npm run chaos -- NAME…        these
  --minutes N    go on for so long
  --seed N       the same moments and moves again
  --list         only what there is`

/** Does the runs that are asked for, one after another; any violation makes the exit code 1. */
async function main(): Promise<void> {
  const { names, numbers, flags } = parseRunArguments(process.argv.slice(2), {
    names: CHAOS_RUNS.map(({ name }) => name),
    numbers: ['minutes', 'seed'],
    flags: ['list', 'help'],
  })
  if (flags.has('list') || flags.has('help')) return printList()
  const chosen = CHAOS_RUNS.filter(({ name }) => names.length === 0 || names.includes(name))
  const { minutes, seed = randomInt(2 ** 31) } = numbers
  const length = minutes === undefined ? 'short' : { minutes }
  const progress = new Progress()
  let exitCode = 0
  for (const { name, summary, run } of chosen) {
    console.log(`${name}: ${summary} Seed ${seed}.`)
    const startedAtMs = performance.now()
    const result = await run({ seed, length, progress })
    progress.clear()
    const seconds = Math.round((performance.now() - startedAtMs) / 1000)
    const { text, isSound } = report(name, { seed, seconds }, result)
    console.log(text)
    if (!isSound) exitCode = 1
  }
  // Clients of the base may still wait for something.
  process.exit(exitCode)
}

function printList(): void {
  console.log(`${USAGE}\n`)
  for (const { name, summary } of CHAOS_RUNS) console.log(`  ${name.padEnd(14)} ${summary}`)
}

main().catch((error: unknown) => {
  console.error(error instanceof RangeError ? `${error.message}\n\n${USAGE}` : error)
  process.exit(1)
})
