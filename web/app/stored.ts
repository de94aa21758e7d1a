/**
 * What the page remembers: `local` for this browser, `session` for this tab. A browser that
 * forbids storage plays all the same, it only forgets.
 */
const PREFIX = 'parlor.'

type Where = 'local' | 'session'

function storeOf(where: Where): Storage | undefined {
  try {
    return where === 'local' ? globalThis.localStorage : globalThis.sessionStorage
  } catch {
    return undefined
  }
}

export function recall(name: string, where: Where = 'local'): string | undefined {
  try {
    return storeOf(where)?.getItem(PREFIX + name) ?? undefined
  } catch {
    return undefined
  }
}

export function remember(name: string, value: string, where: Where = 'local'): void {
  try {
    storeOf(where)?.setItem(PREFIX + name, value)
  } catch {
    // Full or forbidden: see above.
  }
}

export function forget(name: string, where: Where = 'local'): void {
  try {
    storeOf(where)?.removeItem(PREFIX + name)
  } catch {
    // See above.
  }
}
