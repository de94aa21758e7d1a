import { createHmac, randomBytes } from 'node:crypto'

const TICKET_BYTES = 24

/** 192 fresh random bits. */
export function newTicketSeed(): string {
  return randomBytes(TICKET_BYTES).toString('base64url')
}

/**
 * [QU1] The ticket of a seed: 192 bits that nobody guesses. [QU15] The seed may be kept where others
 * read it: only with the key it becomes the ticket.
 */
export function ticketOf(key: Uint8Array, seed: string): string {
  const mac = createHmac('sha256', key).update(seed).digest()
  return mac.subarray(0, TICKET_BYTES).toString('base64url')
}
