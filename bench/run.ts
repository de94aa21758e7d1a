import type { Benchmark, BenchmarkOptions } from './Benchmark.ts'
import { BENCHMARKS } from './benchmarks.ts'
import { describeMachine } from './machine.ts'
import { markdownTable } from './markdownTable.ts'
import { Progress } from './Progress.ts'
import { writeSection } from './resultsFile.ts'
import { parseRunArguments } from './runArguments.ts'

const USAGE = `npm run bench                 all of them
npm run bench -- NAME…        these
  --seconds N    length of one round of one contender (3)
  --rounds N     rounds of each contender, in turns (5)
  --seed N       what is drawn by chance (1)
  --write        also into bench/RESULTS.md
  --list         only what there is`

/** [BE1] Prints of each benchmark one JSON line and a table. */
async function main(): Promise<void> {
  const { names, numbers, flags } = parseRunArguments(process.argv.slice(2), {
    names: BENCHMARKS.map(({ name }) => name),
    numbers: ['seconds', 'rounds', 'seed'],
    flags: ['write', 'list', 'help'],
  })
  if (flags.has('list') || flags.has('help')) return printList()
  const chosen = BENCHMARKS.filter(({ name }) => names.length === 0 || names.includes(name))
  const { seconds = 3, rounds = 5, seed = 1 } = numbers
  const progress = new Progress()
  for (const benchmark of chosen) {
    await measure(benchmark, { seconds, rounds, seed, progress }, flags.has('write'))
  }
}

async function measure(
  benchmark: Benchmark,
  options: BenchmarkOptions,
  mustWrite: boolean,
): Promise<void> {
  const { name, summary } = benchmark
  const { figures, columns, rows, notes } = await benchmark.run(options)
  options.progress.clear()
  const machine = describeMachine()
  const { seconds, rounds } = options
  const line = JSON.stringify({ bench: name, ...figures, seconds, rounds, machine })
  const table = markdownTable(columns, rows)
  const method = `Medians of ${rounds} alternating rounds of ${seconds} s.`
  const described = Object.entries(machine).map(([key, value]) => `${key} ${value}`)
  console.log(`${line}\n\n${summary}\n\n${table}\n\n${[...notes, method].join('\n')}\n`)
  if (!mustWrite) return
  const text = [...notes, method, `Machine: ${described.join(', ')}.`].join('\n')
  writeSection(name, `${summary}\n\n${table}\n\n${text}\n\n\`\`\`json\n${line}\n\`\`\``)
}

function printList(): void {
  console.log(`${USAGE}\n`)
  for (const { name, summary } of BENCHMARKS) console.log(`  ${name.padEnd(14)} ${summary}`)
}

main().catch((error: unknown) => {
  console.error(error instanceof RangeError ? `${error.message}\n\n${USAGE}` : error)
  process.exit(1)
})
