import { openSync, writeSync } from 'node:fs'
import { openLedger } from '../../bench/ledger/openLedger.ts'
import { seeded } from '../../test/desk/seeded.ts'
import { CallingDesk } from './CallingDesk.ts'

/** What a caller's process is started with. */
export interface CallerOrder {
  readonly databaseUrl: string
  readonly desks: readonly number[]
  readonly seed: number
  /** Where it writes down each answered call, before it makes the next. */
  readonly file: string
}

/** What it tells meanwhile. */
export interface CallerNews {
  readonly acknowledged: number
  readonly retried: number
  readonly failure?: string
}

const NEWS_EVERY_MS = 250

/** A process that plays some desks until told to finish by its parent; it ends with its parent. */
async function main(order: CallerOrder): Promise<void> {
  const { ledger, close } = await openLedger(order.databaseUrl, order.desks.length)
  const list = openSync(order.file, 'a')
  const news = { acknowledged: 0, retried: 0 }
  let isStopping = false
  process.on('message', () => {
    isStopping = true
  })
  process.on('disconnect', () => process.exit(1))
  const tell = (more: Partial<CallerNews> = {}) => process.send?.({ ...news, ...more })
  const timer = setInterval(() => tell(), NEWS_EVERY_MS)
  const log = {
    acknowledged: (answered: object) => {
      writeSync(list, `${JSON.stringify(answered)}\n`)
      news.acknowledged++
    },
    retried: () => {
      news.retried++
    },
  }
  const desks = order.desks.map(
    (deskNo) => new CallingDesk(ledger, deskNo, seeded(order.seed * 1_000 + deskNo), log),
  )
  await Promise.all(
    desks.map((desk) =>
      desk
        .play(() => isStopping)
        .catch((error: unknown) => {
          const failure = error instanceof Error ? (error.stack ?? error.message) : String(error)
          tell({ failure })
        }),
    ),
  )
  clearInterval(timer)
  tell()
  await close()
  process.removeAllListeners('disconnect')
  process.disconnect?.()
}

if (process.argv[2]) await main(JSON.parse(process.argv[2]))
