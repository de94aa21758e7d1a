import { readFileSync } from 'node:fs'
import { type Tier, type TiersFile, tiersFileSchema } from './contract/tiers.ts'
import { ConfigError } from './ops/environment.ts'

/**
 * Reads the tiers file: all tiers of all games, games by `order`, tiers as written. A mistake
 * throws a `ConfigError` of one line with the JSON path of the mistake.
 */
export function loadTiers(file: string): Tier[] {
  const refused = (reason: string) => new ConfigError(`TIERS_FILE ${file}: ${reason}`)
  let content: string
  try {
    content = readFileSync(file, 'utf8')
  } catch (error) {
    throw refused(`must be a readable file (${(error as NodeJS.ErrnoException).code})`)
  }
  let json: unknown
  try {
    json = JSON.parse(content)
  } catch (error) {
    throw refused(`must be JSON (${(error as Error).message})`)
  }
  const parsed = tiersFileSchema.safeParse(json)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    throw refused(
      `${jsonPath(issue?.path ?? [])}: ${issue?.message ?? 'is not of the agreed form'}`,
    )
  }
  const mistake = findMistake(parsed.data)
  if (mistake) throw refused(mistake)
  return flatten(parsed.data)
}

/** [CF10] The games this process hosts; a name without tiers is a mistake, not an empty process. */
export function hostedGames(
  names: readonly string[] | undefined,
  tiers: readonly Tier[],
): string[] {
  const known = [...new Set(tiers.map((tier) => tier.game))]
  const unknown = names?.find((name) => !known.includes(name))
  if (unknown === undefined) return names ? [...names] : known
  throw new ConfigError(`GAMES must be a comma list of ${known.join(', ')}, got "${unknown}"`)
}

/** What a schema of single fields cannot see: numbers that contradict each other. */
function findMistake(file: TiersFile): string | undefined {
  const seen = new Set<string>()
  const isTaken = (key: string) => seen.size === seen.add(key).size
  for (const [g, game] of file.games.entries()) {
    const at = `games[${g}]`
    if (isTaken(`gameId ${game.gameId}`)) return `${at}.gameId: ${game.gameId} is used twice`
    if (isTaken(`game ${game.game}`)) return `${at}.game: "${game.game}" is used twice`
    if (game.processes.min > game.processes.max) return `${at}.processes: min is above max`
    for (const [t, tier] of game.tiers.entries()) {
      const of = `${at}.tiers[${t}]`
      if (isTaken(`tierId ${tier.tierId}`)) return `${of}.tierId: ${tier.tierId} is used twice`
      if (tier.minPlayers > tier.seats) {
        return `${of}.minPlayers: ${tier.minPlayers} is more than the ${tier.seats} seats`
      }
      if (tier.minStay !== undefined && tier.minStay > tier.minEnter) {
        return `${of}.minStay: ${tier.minStay} is more than minEnter ${tier.minEnter}`
      }
    }
  }
  return undefined
}

function flatten(file: TiersFile): Tier[] {
  const games = file.games.toSorted((a, b) => a.order - b.order)
  return games.flatMap((game) =>
    game.tiers.map(({ open, minStay, ...tier }) => ({
      ...tier,
      gameId: game.gameId,
      game: game.game,
      gameType: game.gameType,
      gameName: game.name,
      minStay: minStay ?? Math.floor(tier.minEnter / 2),
      isOpen: game.open && open,
    })),
  )
}

/** `['games', 0, 'tiers', 1, 'seats']` → `games[0].tiers[1].seats`. */
function jsonPath(path: readonly PropertyKey[]): string {
  const joined = path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
  return joined.replace(/^\./, '') || 'the file'
}
