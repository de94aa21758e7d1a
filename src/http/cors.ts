import type { OriginVerdict } from './originPolicy.ts'

const SHARED: Readonly<Record<string, string>> = {
  // Caches must not give one page the answer that another one got.
  Vary: 'Origin',
}

const FOR_PAGES: Readonly<Record<string, string>> = {
  ...SHARED,
  'Access-Control-Allow-Methods': 'GET, HEAD, POST, OPTIONS',
  'Access-Control-Allow-Headers':
    'Accept, Authorization, Content-Type, Origin, X-Requested-With, X-Trace-Id',
  'Access-Control-Expose-Headers': 'Retry-After, X-Trace-Id',
  'Access-Control-Max-Age': '86400',
}

/**
 * [HP12] A page of an allowed origin may ask, but never with a browser's own credentials: who asks is
 * told by a token that only our client has, not by a cookie that a browser adds.
 */
export function corsHeaders(verdict: OriginVerdict): Readonly<Record<string, string>> {
  if (verdict.kind !== 'allowed') return SHARED
  return { ...FOR_PAGES, 'Access-Control-Allow-Origin': verdict.origin }
}
