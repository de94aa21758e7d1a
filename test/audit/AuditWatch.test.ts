import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { AuditWatch } from '../../src/audit/AuditWatch.ts'
import { SqlAudit } from '../../src/ledger/audit/SqlAudit.ts'
import { createMetrics } from '../../src/ops/metrics.ts'
import { openDatabase } from '../../src/stores/sql/openDatabase.ts'
import { handAt, SWING, seatedLedger } from '../ledger/dealtHands.ts'

test('[AD8] each break is in the metrics by check, and named in one error line', async (t) => {
  const database = await openDatabase({ kind: 'sqlite', path: ':memory:' })
  t.after(() => database.db.destroy())
  const ledger = await seatedLedger(database, 2)
  await ledger.settle(handAt('7-1', 1, SWING))
  const errors: { fields: object; message: string }[] = []
  const quiet = () => {}
  const log = {
    debug: quiet,
    info: quiet,
    warn: quiet,
    error: (fields: object, message: string) => void errors.push({ fields, message }),
  }
  const metrics = createMetrics()
  t.after(() => metrics.close())
  const audit = new SqlAudit(database, { now: Date.now, isLiving: () => true })
  const watch = new AuditWatch({ audit, log, metrics, nowMs: () => 5_000 })
  assert.match(await metrics.registry.metrics(), /parlor_audit_done_seconds 0\n/)
  await watch.look()
  const clean = await metrics.registry.metrics()
  assert.match(clean, /parlor_audit_breaks\{check="balance"\} 0\n/)
  assert.match(clean, /parlor_audit_done_seconds 5\n/)
  assert.deepEqual(errors, [])

  await sql`delete from stakes`.execute(database.db)
  await watch.look()
  const broken = await metrics.registry.metrics()
  assert.match(broken, /parlor_audit_breaks\{check="stake"\} 2\n/)
  assert.match(broken, /parlor_audit_breaks\{check="sum"\} 0\n/)
  assert.equal(errors.length, 1)
  assert.match(JSON.stringify(errors[0]), /escrow of player 1.*escrow of player 2/)

  watch.close()
  await watch.look()
  assert.equal(errors.length, 1)
})
