import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { freePort } from '../test/server/freePort.ts'
import { OwnedProcess } from '../test/server/OwnedProcess.ts'

const PROGRAM = fileURLToPath(new URL('../src/main.ts', import.meta.url))
const READY_WITHIN_MS = 30_000
// Longer than the server gives hands in play.
const STOP_WITHIN_MS = 60_000

/** The server as it is run in production: `node src/main.ts`, told everything by its environment. */
export class ServerProcess {
  readonly url: string
  readonly #folder: string
  readonly #logFile: string
  readonly #process: OwnedProcess

  private constructor(port: number, folder: string, env: Readonly<Record<string, string>>) {
    this.url = `http://127.0.0.1:${port}`
    this.#folder = folder
    this.#logFile = join(folder, 'log')
    this.#process = new OwnedProcess(process.execPath, [PROGRAM], {
      folder,
      logFile: this.#logFile,
      env: { ...process.env, ...env, PORT: String(port) },
    })
  }

  /** Starts one on a free port, with those tiers; resolves when it is ready. */
  static async start(options: {
    env: Readonly<Record<string, string>>
    tiers: object
  }): Promise<ServerProcess> {
    const folder = mkdtempSync(join(tmpdir(), 'parlor-server-'))
    const tiersFile = join(folder, 'tiers.json')
    writeFileSync(tiersFile, JSON.stringify(options.tiers))
    const server = new ServerProcess(await freePort(), folder, {
      HOST: '127.0.0.1',
      TOKEN_SECRET: randomBytes(32).toString('hex'),
      TIERS_FILE: tiersFile,
      ...options.env,
    })
    await server.#untilReady()
    return server
  }

  get hasExited(): boolean {
    return this.#process.hasExited
  }

  /** A figure of its `/metrics`; undefined when there is none, or no answer. */
  async metric(name: string): Promise<number | undefined> {
    const line = (await this.#get('/metrics'))
      ?.split('\n')
      .find((each) => each.startsWith(`${name} `))
    return line === undefined ? undefined : Number(line.slice(name.length))
  }

  /** Stops it as an operator does. Returns its exit code, or the signal that ended it. */
  async stop(): Promise<number | string> {
    await this.#process.stop(STOP_WITHIN_MS)
    return this.#process.end ?? 'running'
  }

  /** Its last lines, for who must find out what went wrong. */
  lastLines(count = 20): string {
    return readFileSync(this.#logFile, 'utf8').split('\n').slice(-count).join('\n')
  }

  removeFiles(): void {
    rmSync(this.#folder, { recursive: true, force: true })
  }

  async #untilReady(): Promise<void> {
    const deadline = performance.now() + READY_WITHIN_MS
    while ((await this.#get('/readyz')) === undefined) {
      if (this.hasExited || performance.now() > deadline) {
        await this.stop()
        throw new Error(`the server did not start:\n${this.lastLines()}`)
      }
      await sleep(50)
    }
  }

  async #get(path: string): Promise<string | undefined> {
    try {
      const response = await fetch(this.url + path, { signal: AbortSignal.timeout(5_000) })
      return response.ok ? await response.text() : undefined
    } catch {
      return undefined
    }
  }
}
