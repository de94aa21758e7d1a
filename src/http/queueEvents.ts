import type { Request, Response } from 'express'
import type { LoginQueue, QueuePlace } from '../queue/LoginQueue.ts'

// A client that does not read is cut off; it asks again when it lives.
const MOST_UNSENT_BYTES = 16 * 1024

const HEAD = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  // Proxies must pass each event on at once.
  'x-accel-buffering': 'no',
}

/**
 * [HP8] Server-sent events of one ticket: `position` at each change and, last, `admitted`; then the
 * stream ends. When the ticket is gone it ends without `admitted`, and asking again tells why.
 */
export async function sendQueueEvents(
  queue: LoginQueue,
  ticket: string,
  req: Request,
  res: Response,
): Promise<void> {
  if (req.method === 'HEAD') {
    await queue.placeOf(ticket)
    res.writeHead(200, HEAD).end()
    return
  }
  const onPlace = (place: QueuePlace) => {
    // Headers leave with the first event: before it, a refusal can still be answered.
    if (!res.headersSent) res.writeHead(200, HEAD).write('retry: 2000\n\n')
    const event = place.admitted ? 'admitted' : 'position'
    res.write(`event: ${event}\ndata: ${JSON.stringify(place)}\n\n`)
    if (res.writableLength > MOST_UNSENT_BYTES) res.destroy()
  }
  const stop = await queue.watch(ticket, { onPlace, onEnd: () => res.end() })
  if (res.destroyed) stop()
  else res.once('close', stop)
}
