import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { Agent, get } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { alternate, type Contender } from '../alternate.ts'
import type { Benchmark, BenchmarkOptions, BenchmarkResult } from '../Benchmark.ts'
import { rounded } from '../statistics.ts'
import { rehearse } from './rehearsal.ts'

const WAITING = 10_000
const OVER_HTTP = 500
const IN_PROCESS = '10,000 who wait, without their connections'
const SSE = '500 of 10,000 over server-sent events'
const POLLING = '500 who ask a bare route once a second'

/** Target R14 without its flood, and what waiting costs. */
export const queueBenchmark: Benchmark = {
  name: 'queue',
  summary:
    'The login queue with 10,000 waiting clients: order, ETA, a restart, and the CPU of each.',
  run,
}

async function run(options: BenchmarkOptions): Promise<BenchmarkResult> {
  options.progress.show('10,000 wait and are admitted, with a restart')
  const rehearsal = await rehearse(WAITING)
  const servers: Started[] = []
  const agent = new Agent({ keepAlive: true })
  const stops: (() => void)[] = []
  try {
    for (const kind of ['queue', 'watched', 'bare']) servers.push(await start(kind))
    const [line, events, polled] = servers as [Started, Started, Started]
    stops.push(listen(events))
    const contenders = [
      contender(IN_PROCESS, line, WAITING, () => () => {}),
      contender(SSE, events, OVER_HTTP, () => () => {}),
      contender(POLLING, polled, OVER_HTTP, () => poll(polled, agent)),
    ]
    const medians = await alternate(contenders, options)
    const of = (name: string) => medians.get(name)?.cpuMillis ?? Number.NaN
    const figures = Object.entries(rehearsal).map(([name, value]) => [name, rounded(value)])
    return {
      figures: {
        waiting: WAITING,
        ...Object.fromEntries(figures),
        lineMillisCpuEachMinute: rounded(of(IN_PROCESS)),
        sseMillisCpuEachMinute: rounded(of(SSE)),
        pollingMillisCpuEachMinute: rounded(of(POLLING)),
        sseOfPolling: rounded(of(SSE) / of(POLLING)),
      },
      columns: ['', 'ms CPU of the server a client and minute'],
      rows: [...medians].map(([name, { cpuMillis }]) => [name, rounded(cpuMillis)]),
      notes: [
        `Order violations ${rehearsal.orderViolations}, lost tickets ${rehearsal.lostTickets}, ETA`,
        `error p50 ${rounded(rehearsal.etaErrorP50Seconds)} s and p95`,
        `${rounded(rehearsal.etaErrorP95Seconds)} s (${rounded(rehearsal.etaErrorP95Share * 100)} %),`,
        `${rounded(rehearsal.memoryBytesEach)} bytes of heap a ticket; killed and restarted after 45 s`,
        'on a SQLite file. Those who listen are told at each change of place (1000 in 10 s move up) and',
        'every 5 s; the peer is a bare node:http server that answers a fixed place to those who ask.',
      ],
    }
  } finally {
    for (const stop of stops) stop()
    for (const { child } of servers) child.disconnect()
    agent.destroy()
  }
}

interface Started {
  readonly child: ChildProcess
  readonly port: number
  readonly tickets: readonly string[]
}

async function start(kind: string): Promise<Started> {
  const path = fileURLToPath(new URL('server.ts', import.meta.url))
  const child = fork(path, [kind])
  const [{ port, tickets }] = await once(child, 'message')
  return { child, port, tickets }
}

async function cpuMillisOf({ child }: Started): Promise<number> {
  child.send('usage')
  const [{ usage }] = await once(child, 'message')
  return (usage.user + usage.system) / 1000
}

function contender(
  name: string,
  server: Started,
  clients: number,
  begin: () => () => void,
): Contender<'cpuMillis'> {
  const round = async (seconds: number) => {
    const end = begin()
    const before = await cpuMillisOf(server)
    await pause(seconds * 1000)
    const used = (await cpuMillisOf(server)) - before
    end()
    return { cpuMillis: (used / clients) * (60 / seconds) }
  }
  return { name, round }
}

/** Opens the streams and reads them until stopped. */
function listen({ port, tickets }: Started): () => void {
  const calls = tickets.map((ticket) =>
    get({ host: '127.0.0.1', port, path: `/${ticket}`, agent: false }, (response) => {
      response.on('error', () => {}).resume()
    }).on('error', () => {}),
  )
  return () => {
    for (const call of calls) call.destroy()
  }
}

/** Each asks once a second, spread over it. */
function poll({ port }: Started, agent: Agent): () => void {
  const ask = () => {
    get({ host: '127.0.0.1', port, path: '/', agent }, (response) => response.resume()).on(
      'error',
      () => {},
    )
  }
  const timers: NodeJS.Timeout[] = []
  for (let n = 0; n < OVER_HTTP; n++) {
    const first = setTimeout(
      () => {
        ask()
        timers.push(setInterval(ask, 1000))
      },
      (n * 1000) / OVER_HTTP,
    )
    timers.push(first)
  }
  return () => {
    for (const timer of timers) clearTimeout(timer)
  }
}
