import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { HeapScheduler } from '../../src/desk/Scheduler.ts'
import { sendQueueEvents } from '../../src/http/queueEvents.ts'
import { MemoryLoginQueue } from '../../src/queue/MemoryLoginQueue.ts'
import { RATE } from './rehearsal.ts'

// One of the servers of the benchmark, in a process of its own: `server.ts queue|watched|bare`.
const WAITING = 10_000
const OVER_HTTP = 500
const PLACE = JSON.stringify({ admitted: false, position: 5000, etaSeconds: 50 })

function bare(): Server {
  return createServer((_req, res) => {
    res.setHeader('content-type', 'application/json')
    res.end(PLACE)
  })
}

/** A line that never shortens: for each who is admitted another one comes. */
async function queueServer(isWatched: boolean): Promise<[Server, string[]]> {
  const queue = new MemoryLoginQueue({
    scheduler: new HeapScheduler(console.error),
    ...{ rate: RATE, maxPlayers: 10_000_000, onlinePlayers: () => 0 },
  })
  let lastPlayerId = 0
  const enter = async (): Promise<string> => {
    const { ticket } = await queue.enter(++lastPlayerId, { skips: false })
    const onPlace = ({ admitted }: { admitted: boolean }) => {
      if (admitted)
        void queue
          .redeem(ticket)
          .then(() => queue.confirm(ticket))
          .then(enter)
    }
    if (isWatched) await queue.watch(ticket, { onPlace, onEnd: () => {} })
    return ticket
  }
  const tickets: string[] = []
  for (let n = 0; n < RATE.admissions + WAITING; n++) tickets.push(await enter())
  const app = express()
  app.get('/:ticket', (req, res) => sendQueueEvents(queue, req.params.ticket, req, res))
  return [createServer(app), tickets.slice(-OVER_HTTP)]
}

const kind = process.argv[2]
const [server, tickets] = kind === 'bare' ? [bare(), []] : await queueServer(kind === 'queue')
server.listen(0, '127.0.0.1', () => {
  process.send?.({ port: (server.address() as AddressInfo).port, tickets })
})
process.on('message', () => process.send?.({ usage: process.cpuUsage() }))
process.on('disconnect', () => process.exit())
