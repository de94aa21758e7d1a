import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { startServer, type TestServer } from './server/startServer.ts'

const README = fileURLToPath(new URL('../README.md', import.meta.url))
// Beside the tests, so that it finds the SDK as a client of ours would.
const SCRIPT = fileURLToPath(new URL('./readme-client.mjs', import.meta.url))

let server: TestServer
before(async () => {
  server = await startServer()
})
after(async () => {
  rmSync(SCRIPT, { force: true })
  await server.stop()
})

test('[DC6] the client of the README signs in, sits down and hears of it', async () => {
  const [, code] = /```js\n([\s\S]*?)```/.exec(readFileSync(README, 'utf8')) ?? []
  assert.ok(code, 'README.md shows a client')
  writeFileSync(SCRIPT, code.replaceAll('http://localhost:2567', server.url))
  const child = spawn(process.execPath, [SCRIPT], { stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  const heard = new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      output += chunk
      if (/seat-taken/.test(output)) resolve()
    })
    child.on('exit', (code) => reject(new Error(`the client ended with ${code}: ${output}`)))
  })
  await heard
  child.removeAllListeners('exit')
  child.kill()
  assert.match(output, /tierId: 10101/)
})
