import { writeFileSync } from 'node:fs'
import { protocolReference } from './protocolReference.ts'

const file = new URL('../docs/PROTOCOL.md', import.meta.url)
writeFileSync(file, protocolReference())
console.log('wrote docs/PROTOCOL.md')
