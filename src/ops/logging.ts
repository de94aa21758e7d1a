import { type DestinationStream, type Logger, pino, stdSerializers } from 'pino'
import { LineAllowance } from './LineAllowance.ts'
import type { RequestContext } from './RequestContext.ts'
import { redactFields, redactText } from './redaction.ts'

export type { Logger }

type LogFn = Logger['error']
type LogArguments = Parameters<LogFn>

/** Pino's numbers for them. */
const INFO = 30
const ERROR = 50

/** Faults of one kind that are told at once; from then on one a second. */
const FAULTS_AT_ONCE = 20
/** The same for all that one client causes: enough for signing in and out again. */
const LINES_AT_ONCE = 5

/** Whose line it is, on a logger of one request. */
const CLIENT = Symbol('client')
type ClientKey = string | undefined
type ClientLogger = Logger & { [CLIENT]?: ClientKey }

/** A logger whose every line carries the context of one request. */
export type LogFor = (ctx: RequestContext) => Logger

export interface Logging {
  readonly log: Logger
  readonly logFor: LogFor
}

/**
 * The log of a process: JSON lines on standard output, or into `destination` (tests). [LO1] No
 * token, ticket, password, device id or authorization header ever reaches it. [LO6] Of what a client
 * causes one line a second is written, and so of faults of one kind.
 */
export function createLogging(
  options: {
    level: string
    instance?: number
    /** [LO7] Told of every line of level error, also of those that are not written. */
    onFault?: () => void
  },
  destination?: DestinationStream,
): Logging {
  const faults = new LineAllowance(FAULTS_AT_ONCE, Date.now)
  const others = new LineAllowance(LINES_AT_ONCE, Date.now)
  const wanted = pino.levels.values[options.level] ?? Number.POSITIVE_INFINITY
  const mayTell = (args: LogArguments, level: number, client: ClientKey): boolean => {
    if (level >= ERROR) options.onFault?.()
    // Below that only what a client can cause, and only where everything is not asked for.
    else if (client === undefined || wanted < INFO) return true
    const told =
      level >= ERROR
        ? faults.take(args.find((each) => typeof each === 'string') ?? '')
        : others.take(client ?? '')
    const [fields] = args
    if (told && told.untold > 0 && typeof fields === 'object') {
      args[0] = { ...fields, untold: told.untold }
    }
    return told !== undefined
  }
  const settings = {
    // A quiet log still hears of faults, to count them.
    level: wanted > ERROR ? 'error' : options.level,
    base: options.instance === undefined ? {} : { instance: options.instance },
    timestamp: () => `,"atMs":${Date.now()}`,
    formatters: {
      level: (label: string) => ({ level: label }),
      log: (fields: Record<string, unknown>) => redactFields(fields) as Record<string, unknown>,
      bindings: (fields: Record<string, unknown>) =>
        redactFields(fields) as Record<string, unknown>,
    },
    serializers: { err: (error: Error) => redactFields(stdSerializers.err(error)) },
    hooks: {
      // After everything else: messages, stacks and URLs are cleaned in the finished line.
      streamWrite: redactText,
      logMethod(this: Logger, args: LogArguments, method: LogFn, level: number) {
        if (!mayTell(args, level, (this as ClientLogger)[CLIENT]) || level < wanted) return
        method.apply(this, args)
      },
    },
  }
  const log = destination ? pino(settings, destination) : pino(settings)
  return { log, logFor: (ctx) => logFor(log, ctx) }
}

/** [LO2] A child of `log` that says on each line whose request it was. */
export function logFor(log: Logger, ctx: RequestContext): Logger {
  const child: ClientLogger = log.child({ ...ctx })
  const client = ctx.playerId ?? ctx.ip
  child[CLIENT] = client === undefined ? undefined : String(client)
  return child
}

/** [LO3] Logs a fault once, with its whole chain of causes, under the request's trace id. */
export function logFault(log: Logger, error: unknown, message: string): void {
  const err = error instanceof Error ? error : new Error(String(error))
  log.error({ err }, message)
}
