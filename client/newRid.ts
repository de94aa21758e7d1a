/** Bytes of chance in a request id; the contract asks for at least 64 bits. */
const RID_BYTES = 15

/** A fresh request id: 120 random bits as 30 hex digits. Works on pages without https too. */
export function newRid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(RID_BYTES))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
