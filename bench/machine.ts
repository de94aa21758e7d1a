import { availableParallelism, cpus, totalmem } from 'node:os'

/** The machine as far as it explains figures, without its name or where anything lies on it. */
export function describeMachine(): Record<string, string | number> {
  return {
    cores: availableParallelism(),
    cpu: cpus()[0]?.model.trim() || 'unknown',
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.versions.node,
    system: `${process.platform} ${process.arch}`,
  }
}
