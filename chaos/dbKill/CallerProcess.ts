import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Acknowledged } from './Call.ts'
import type { CallerNews, CallerOrder } from './caller.ts'

const PROGRAM = fileURLToPath(new URL('caller.ts', import.meta.url))
// A call that is not answered so long after the database is back never will be.
const FINISH_WITHIN_MS = 60_000

/** A process that calls the ledger, and its own list of what was answered. */
export class CallerProcess {
  readonly #child: ChildProcess
  readonly #file: string
  readonly #ended: Promise<unknown>
  /** What it found wrong itself. */
  readonly failures: string[] = []
  news: CallerNews = { acknowledged: 0, retried: 0 }

  constructor(order: CallerOrder) {
    this.#file = order.file
    this.#child = fork(PROGRAM, [JSON.stringify(order)], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    this.#ended = once(this.#child, 'exit')
    this.#child.on('message', (news: CallerNews) => {
      this.news = news
      if (news.failure) this.failures.push(news.failure)
    })
  }

  /** Waits until everything it began is answered and everybody got up. */
  async finish(): Promise<void> {
    if (this.#child.connected) this.#child.send('finish')
    const timer = setTimeout(() => {
      this.failures.push(`a caller was not answered within ${FINISH_WITHIN_MS} ms`)
      this.#child.kill('SIGKILL')
    }, FINISH_WITHIN_MS)
    await this.#ended
    clearTimeout(timer)
    const { exitCode, signalCode } = this.#child
    if (exitCode !== 0) this.failures.push(`a caller ended with ${exitCode ?? signalCode}`)
  }

  kill(): void {
    this.#child.kill('SIGKILL')
  }

  acknowledged(): Acknowledged[] {
    if (!existsSync(this.#file)) return []
    const lines = readFileSync(this.#file, 'utf8').split('\n')
    return lines.filter(Boolean).map((line) => JSON.parse(line))
  }
}
