import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SILENT } from '../../bench/Progress.ts'
import { runFuzz } from '../../chaos/fuzz/fuzz.ts'

test('[FZ1] [FZ2] [FZ3] [FZ4] a live server stands 20 s of malformed everything, unnoticed by others', async () => {
  const { figures, violations } = await runFuzz({ seed: 20, length: 'smallest', progress: SILENT })
  assert.deepEqual(violations, [])
  for (const sent of ['requests', 'upgrades', 'frames', 'bodies']) {
    assert.ok(Number(figures[sent]) > 100, `${figures[sent]} ${sent}`)
  }
  assert.ok(Number(figures['hands']) > 3, `${figures['hands']} hands`)
})
