import { randomBytes, randomUUID } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigError } from '../ops/environment.ts'

export const SECRET_FILE = 'token-secret'

/**
 * [CF7] Outside production a missing `TOKEN_SECRET` is made once and kept in `folder` with mode 0600,
 * so that players stay signed in through a restart. Returns the secret.
 */
export function keepTokenSecret(folder: string): string {
  const file = join(folder, SECRET_FILE)
  const kept = readSecret(file)
  if (kept !== undefined) return kept
  mkdirSync(folder, { recursive: true })
  // Written aside and linked into place: two processes starting at once agree on one whole secret.
  const aside = `${file}.${randomUUID()}`
  writeFileSync(aside, randomBytes(32).toString('base64url'), { mode: 0o600, flag: 'wx' })
  try {
    linkSync(aside, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(aside, { force: true })
  }
  return readSecret(file) as string
}

function readSecret(file: string): string | undefined {
  let secret: string
  try {
    secret = readFileSync(file, 'utf8').trim()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  if (Buffer.byteLength(secret) >= 32) return secret
  throw new ConfigError(`TOKEN_SECRET kept in ${file} must be at least 32 bytes; delete the file`)
}
