import { parseArgs } from 'node:util'

/** What was typed behind `npm run bench --` or `npm run chaos --`. */
export interface RunArguments {
  /** Empty means all. */
  readonly names: readonly string[]
  readonly numbers: Readonly<Record<string, number>>
  readonly flags: ReadonlySet<string>
}

/**
 * Reads names of runs, `--NAME NUMBER` and flags. Throws a `RangeError` that says what is wrong:
 * an unknown name or option, or a number that is none.
 */
export function parseRunArguments(
  args: readonly string[],
  known: { names: readonly string[]; numbers: readonly string[]; flags: readonly string[] },
): RunArguments {
  const options = Object.fromEntries([
    ...known.numbers.map((name) => [name, { type: 'string' as const }]),
    ...known.flags.map((name) => [name, { type: 'boolean' as const }]),
  ])
  const { positionals, values } = parse(args, options)
  for (const name of positionals) {
    if (known.names.includes(name)) continue
    throw new RangeError(`there is no ${name}; there are: ${known.names.join(', ')}`)
  }
  const numbers: Record<string, number> = {}
  for (const name of known.numbers) {
    const value = values[name]
    if (value === undefined) continue
    numbers[name] = Number(value)
    if (value === '' || !(Number(value) >= 0)) {
      throw new RangeError(`--${name} must be a number from 0, got "${value}"`)
    }
  }
  return { names: positionals, numbers, flags: new Set(known.flags.filter((name) => values[name])) }
}

function parse(
  args: readonly string[],
  options: Record<string, { type: 'string' | 'boolean' }>,
): { positionals: string[]; values: Record<string, string | boolean | undefined> } {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true })
  } catch (error) {
    throw new RangeError(error instanceof Error ? error.message : String(error))
  }
}
