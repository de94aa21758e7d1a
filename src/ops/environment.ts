/** A setting the server cannot start with. The message is exactly one line for the operator. */
export class ConfigError extends Error {
  constructor(message: string) {
    super(message.replaceAll(/\s*\n\s*/g, ' '))
    this.name = 'ConfigError'
  }
}

/** Environment variables as Node gives them; an empty one counts as not set. */
export type Environment = Readonly<Record<string, string | undefined>>

/** The refusal of one variable: its name, what is allowed, and what it was. */
export function badValue(name: string, allowed: string, got: string): ConfigError {
  return new ConfigError(`${name} must be ${allowed}, got ${JSON.stringify(got)}`)
}

/** The refusal of a secret: its value never appears, only how long it is. */
export function badSecret(name: string, allowed: string, got: string): ConfigError {
  return new ConfigError(`${name} must be ${allowed}, got ${Buffer.byteLength(got)} bytes`)
}

export function text(env: Environment, name: string): string | undefined {
  const value = env[name]?.trim()
  return value === '' ? undefined : value
}

export interface NumberRange {
  readonly fallback: number
  readonly min: number
  readonly max: number
}

export function integer(env: Environment, name: string, range: NumberRange): number {
  return numberOf(env, name, range, /^\d{1,15}$/, 'an integer')
}

/** Seconds may have decimals: `0.5`. */
export function seconds(env: Environment, name: string, range: NumberRange): number {
  return numberOf(env, name, range, /^\d{1,9}(\.\d{1,6})?$/, 'a number of seconds')
}

function numberOf(
  env: Environment,
  name: string,
  { fallback, min, max }: NumberRange,
  form: RegExp,
  kind: string,
): number {
  const value = text(env, name)
  if (value === undefined) return fallback
  const number = Number(value)
  if (!form.test(value) || number < min || number > max) {
    throw badValue(name, `${kind} from ${min} to ${max}`, value)
  }
  return number
}

export function oneOf<T extends string>(
  env: Environment,
  name: string,
  allowed: readonly T[],
  fallback: T,
): T {
  const value = text(env, name)
  if (value === undefined) return fallback
  const found = allowed.find((each) => each === value)
  if (found === undefined) throw badValue(name, `one of ${allowed.join(', ')}`, value)
  return found
}

/** A comma list without repetitions; undefined when not set. */
export function commaList(env: Environment, name: string): string[] | undefined {
  const value = text(env, name)
  if (value === undefined) return undefined
  return [...new Set(value.split(',').map((each) => each.trim()))]
}
