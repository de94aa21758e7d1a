import { type ParseArgsConfig, parseArgs } from 'node:util'
import { ConfigError } from '../src/config.ts'

/** The options of a command; one that does not exist ends it with the usage. */
export function optionsOf<O extends NonNullable<ParseArgsConfig['options']>>(
  options: O,
  usage: string,
) {
  try {
    return parseArgs({ options }).values
  } catch (error) {
    throw new ConfigError(`${(error as Error).message}\n${usage}`)
  }
}

/** Runs a command; what it fails with is one line where that says enough. Sets the exit code. */
export async function runCommand(command: () => Promise<boolean>): Promise<void> {
  try {
    if (!(await command())) process.exitCode = 1
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  }
}
