import type { Redis } from 'ioredis'
import type { Log } from '../ops/Log.ts'
import type { RedisCodec } from './RedisCodec.ts'
import { asRedisFault } from './RedisFault.ts'
import type { RedisScript } from './RedisScript.ts'

/** A room is listened to by a few services of a process; more is a leak. */
const MOST_CHANNELS = 1000

/**
 * This process's way to Redis: one connection for commands and one that listens. [RE1] A call fails
 * as a `RedisFault` at once where there is no connection and within the deadline where there is no
 * answer; nothing about a failed call is remembered. Messages are hints: they may be lost.
 */
export class RedisLink {
  readonly codec: RedisCodec
  readonly #commands: Redis
  readonly #listener: Redis
  readonly #prefix: string
  readonly #log: Log
  readonly #heard = new Map<string, Set<(text: string) => void>>()
  readonly #onBack = new Set<() => void>()

  constructor(
    parts: { readonly commands: Redis; readonly listener: Redis },
    options: { readonly prefix: string; readonly log: Log; readonly codec: RedisCodec },
  ) {
    this.codec = options.codec
    this.#commands = parts.commands
    this.#listener = parts.listener
    this.#prefix = options.prefix
    this.#log = options.log
    this.#listener.on('message', (channel: string, text: string) => this.#hear(channel, text))
    this.#listener.on('ready', () => this.#comeBack())
  }

  /** [RE3] `PREFIX{family}:name`: all keys of a family lie in one slot, so that a script may use them. */
  key(family: string, name: string): string {
    return `${this.#prefix}{${family}}:${name}`
  }

  /** Runs a script as one step. Throws a `RedisFault`. */
  async run(
    script: RedisScript,
    keys: readonly string[],
    args: readonly (string | number)[],
  ): Promise<unknown> {
    try {
      return await this.#commands.evalsha(script.sha, keys.length, ...keys, ...args)
    } catch (error) {
      // A Redis that was restarted or scripts that were flushed: it has to be told again.
      if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) {
        throw asRedisFault(error)
      }
    }
    try {
      return await this.#commands.eval(script.source, keys.length, ...keys, ...args)
    } catch (error) {
      throw asRedisFault(error)
    }
  }

  /** Throws a `RedisFault` unless Redis answers now. */
  async ping(): Promise<void> {
    try {
      await this.#commands.ping()
    } catch (error) {
      throw asRedisFault(error)
    }
  }

  /** Hears a channel from soon on. Returns how to stop it. What was missed is not repeated. */
  listen(channel: string, onMessage: (text: string) => void): () => void {
    let listeners = this.#heard.get(channel)
    if (!listeners) {
      if (this.#heard.size >= MOST_CHANNELS) throw new Error('too many channels')
      listeners = new Set()
      this.#heard.set(channel, listeners)
      this.#settle(this.#listener.subscribe(channel), 'a channel could not be subscribed to')
    }
    listeners.add(onMessage)
    return () => {
      const rest = this.#heard.get(channel)
      if (!rest?.delete(onMessage) || rest.size > 0) return
      this.#heard.delete(channel)
      this.#settle(this.#listener.unsubscribe(channel), 'a channel could not be left')
    }
  }

  /** [RE4] Told whenever the listening connection is back: what was published meanwhile is to be read. */
  onBack(run: () => void): () => void {
    this.#onBack.add(run)
    return () => this.#onBack.delete(run)
  }

  /** Ends both connections; calls under way fail. */
  close(): void {
    this.#heard.clear()
    this.#onBack.clear()
    this.#commands.disconnect()
    this.#listener.disconnect()
  }

  #hear(channel: string, text: string): void {
    for (const listener of this.#heard.get(channel) ?? []) this.#safely(() => listener(text))
  }

  /** After each reconnect; told only when all channels are heard again, so that no gap is left. */
  #comeBack(): void {
    const channels = [...this.#heard.keys()]
    const subscribed = channels.length > 0 ? this.#listener.subscribe(...channels) : undefined
    const told = Promise.resolve(subscribed).then(() => {
      for (const run of this.#onBack) this.#safely(run)
    })
    this.#settle(told, 'channels could not be subscribed to again')
  }

  #safely(run: () => void): void {
    try {
      run()
    } catch (err) {
      this.#log.error({ err }, 'a listener on Redis failed')
    }
  }

  #settle(promise: Promise<unknown>, message: string): void {
    promise.catch((error: unknown) => this.#log.warn({ err: asRedisFault(error) }, message))
  }
}
