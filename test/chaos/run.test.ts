import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { report } from '../../chaos/report.ts'
import { CHAOS_RUNS } from '../../chaos/runs.ts'

const PROGRAM = fileURLToPath(new URL('../../chaos/run.ts', import.meta.url))
const RUN = { seed: 7, seconds: 3 }
const SOUND = { figures: { kills: 2 }, violations: [], missedTargets: [] }

const chaos = (...args: string[]) =>
  spawnSync(process.execPath, [PROGRAM, ...args], { encoding: 'utf8' })

test('[CH1] a run is reported as one JSON line and a table', () => {
  const { text, isSound } = report('db-kill', RUN, SOUND)
  const { machine, ...figures } = JSON.parse(text.split('\n')[0] ?? '')
  assert.deepEqual(figures, {
    chaos: 'db-kill',
    seed: 7,
    seconds: 3,
    kills: 2,
    violations: 0,
    missedTargets: 0,
  })
  assert.ok(machine.cores >= 1)
  assert.match(text, /\| kills +\| +2 \|/)
  assert.equal(isSound, true)
})

test('[CH1] a violation or a missed target is told, and makes the run unsound', () => {
  const lost = report('db-kill', RUN, { ...SOUND, violations: ['lost: a hand'] })
  assert.match(lost.text, /^violation: lost: a hand$/m)
  assert.equal(lost.isSound, false)
  const slow = report('db-kill', RUN, { ...SOUND, missedTargets: ['paid after 9 s'] })
  assert.match(slow.text, /^missed target: paid after 9 s$/m)
  assert.equal(slow.isSound, false)
  const many = Array.from({ length: 25 }, (_, n) => `lost: hand ${n}`)
  assert.match(report('db-kill', RUN, { ...SOUND, violations: many }).text, /… and 5 more/)
})

test('[CH1] the runs can be listed, and a wrong name exits with 1', () => {
  const list = chaos('--list')
  assert.equal(list.status, 0)
  for (const { name } of CHAOS_RUNS) assert.match(list.stdout, new RegExp(`^  ${name} `, 'm'))
  const unknown = chaos('db-fire')
  assert.equal(unknown.status, 1)
  assert.match(unknown.stderr, /there is no db-fire; there are: db-kill/)
})
