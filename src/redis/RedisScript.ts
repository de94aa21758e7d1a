import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

/** A Lua script that Redis runs as one step; it is sent once and then named by its digest. */
export class RedisScript {
  readonly source: string
  readonly sha: string

  constructor(source: string) {
    this.source = source
    this.sha = createHash('sha1').update(source).digest('hex')
  }

  /** The script in a `.lua` file that lies beside the module that uses it. */
  static beside(moduleUrl: string, fileName: string): RedisScript {
    return new RedisScript(readFileSync(new URL(fileName, moduleUrl), 'utf8'))
  }
}
