import { readConfig } from '../src/config.ts'
import { migrateDatabase } from '../src/stores/sql/openDatabase.ts'
import { optionsOf, runCommand } from './commandLine.ts'

/** `npm run migrate` brings the tables of `DATABASE_URL` up to date, as every start does too. */
await runCommand(async () => {
  optionsOf({}, 'npm run migrate')
  const names = await migrateDatabase(readConfig(process.env).database)
  for (const name of names) console.log(`✓ ${name}`)
  console.log(names.length > 0 ? 'The tables are up to date now.' : 'The tables were up to date.')
  return true
})
