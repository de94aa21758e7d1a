import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'

// `read` returns when the pipe's other end goes, however this process ends, SIGKILL included.
const GUARD = 'read _; kill -9 "$1" 2>/dev/null; if [ -n "$2" ]; then rm -rf "$2"; fi'

// What a database may take to write down what it holds before it is killed.
const STOP_WITHIN_MS = 10_000

/**
 * A server that lives no longer than this process: a guard beside it ends it, and removes `folder`,
 * when this process is gone. It has a process group of its own, so that a Ctrl+C meant for the
 * tests does not reach it first, and does not keep this process running.
 */
export class OwnedProcess {
  readonly #child: ChildProcess
  readonly pid: number

  /** `logFile` receives what the program prints. Throws when the program cannot be run. */
  constructor(
    program: string,
    args: readonly string[],
    options: { folder?: string; logFile: string; env?: NodeJS.ProcessEnv },
  ) {
    const log = openSync(options.logFile, 'a')
    const { env = process.env } = options
    this.#child = spawn(program, args, { detached: true, stdio: ['ignore', log, log], env })
    closeSync(log)
    const { pid } = this.#child
    // The reason comes as an event, after this constructor.
    this.#child.once('error', () => {})
    if (pid === undefined) throw new Error(`${program} cannot be run`)
    this.pid = pid
    this.#child.unref()
    this.#guard(options.folder ?? '')
  }

  /** Its exit code, or the signal that ended it; null while it runs. */
  get end(): number | string | null {
    return this.#child.exitCode ?? this.#child.signalCode
  }

  get hasExited(): boolean {
    return this.end !== null
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal)
  }

  async exited(): Promise<void> {
    if (this.hasExited) return
    this.#child.ref()
    await once(this.#child, 'exit')
  }

  /** Asks the program to end, and ends it when it does not. */
  async stop(withinMs = STOP_WITHIN_MS): Promise<void> {
    if (this.hasExited) return
    this.kill('SIGCONT')
    this.kill('SIGTERM')
    const timer = setTimeout(() => this.kill('SIGKILL'), withinMs)
    await this.exited()
    clearTimeout(timer)
  }

  #guard(folder: string): void {
    const guard = spawn('/bin/sh', ['-c', GUARD, 'guard', String(this.pid), folder], {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    })
    guard.stdin.on('error', () => {})
    guard.unref()
    // A socket underneath; a pipe that is only held must not keep this process running either.
    ;(guard.stdin as unknown as { unref?: () => void }).unref?.()
    // SIGKILL, so that it does nothing: its pid may be another's soon.
    this.#child.once('exit', () => guard.kill('SIGKILL'))
  }
}
