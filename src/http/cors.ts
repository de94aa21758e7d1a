/**
 * [HP12] Any page may ask, but never with a browser's own credentials: who asks is told by a token
 * that only our client has, not by a cookie that a browser adds.
 */
export const CORS_HEADERS: Readonly<Record<string, string>> = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Methods': 'GET, HEAD, POST, OPTIONS',
  'Access-Control-Allow-Headers':
    'Accept, Authorization, Content-Type, Origin, X-Requested-With, X-Trace-Id',
  'Access-Control-Expose-Headers': 'Retry-After, X-Trace-Id',
  'Access-Control-Max-Age': '86400',
}
