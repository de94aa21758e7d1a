/** What a key does at the desk; undefined for keys that mean nothing here. */
export type KeyAction =
  | { readonly type: 'bid' | 'bet'; readonly times: number }
  | { readonly type: 'open' | 'ready' | 'verify' | 'keys' }

/** The keys by phase, without looking at whose turn it is. */
export function actionOfKey(key: string, phase: string): KeyAction | undefined {
  if (/^[0-5]$/.test(key)) {
    const times = Number(key)
    if (phase === 'bid' && times <= 4) return { type: 'bid', times }
    if (phase === 'bet' && times >= 1) return { type: 'bet', times }
    return undefined
  }
  if (/^[oO]$/.test(key) || key === 'Enter') return phase === 'open' ? { type: 'open' } : undefined
  if (/^[rR]$/.test(key)) return { type: 'ready' }
  if (/^[vV]$/.test(key)) return { type: 'verify' }
  if (key === '?') return { type: 'keys' }
  return undefined
}
