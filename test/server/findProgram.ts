import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

// Servers are often installed where only root's PATH looks.
const MORE_FOLDERS = ['/usr/sbin', '/usr/local/sbin', '/opt/homebrew/bin']

/** The path of the first of these programs that is installed. */
export function findProgram(...names: string[]): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...MORE_FOLDERS]
  return names
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find((path) => existsSync(path))
}

/** Why tests of a server cannot run here, if they cannot. In CI a missing server is a failure. */
export function skipWithout(program: string | undefined, advice: string): string | false {
  return program || process.env['CI'] ? false : advice
}
