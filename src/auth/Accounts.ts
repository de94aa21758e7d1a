import { accountSchema } from '../contract/account.ts'
import type { AccountPlayer } from '../contract/http.ts'
import type { PlayerId } from '../contract/ids.ts'
import { RefusalError, refuse } from '../contract/refusals.ts'
import type { Clock } from '../desk/Scheduler.ts'
import type { Ledger } from '../ledger/Ledger.ts'
import type { AccountStore, Credentials } from '../stores/AccountStore.ts'
import type { PlayerRow } from '../stores/PlayerStore.ts'
import type { Guess, GuessLimits } from './GuessLimits.ts'
import { FIRST_GOLD, newPlayer, type RandomBelow } from './newPlayer.ts'
import type { PasswordCheck, Passwords } from './Passwords.ts'
import { findWeakness } from './passwordRules.ts'

// [AC6] More than anybody plays on; the one that was used longest ago is a stranger again.
const MOST_DEVICES = 20

export interface AccountParts {
  readonly accounts: AccountStore
  readonly ledger: Pick<Ledger, 'openPlayer' | 'goldOf'>
  readonly passwords: Passwords
  readonly guesses: GuessLimits
  readonly clock: Clock
  /** The keyed digest of a device id: only that is stored. */
  readonly digest: (deviceId: string) => string
  readonly random?: RandomBelow
}

export interface AccountEntry {
  readonly account: string
  readonly password: string
}

/** Players who prove who they are with an account and a password. */
export class Accounts {
  readonly #parts: AccountParts

  constructor(parts: AccountParts) {
    this.#parts = parts
  }

  /**
   * [AC2] Makes a player with an account. The name is kept in lower case and has one owner: of calls
   * at once for the same name one wins. Refuses `auth/account-taken`, `auth/weak-password` and
   * `auth/slow-down`.
   */
  async register(
    entry: AccountEntry & { readonly nickname?: string; readonly deviceId?: string },
  ): Promise<PlayerId> {
    const { accounts, ledger, clock, random } = this.#parts
    const { nickname, deviceId } = entry
    const login = await this.#newLogin(entry)
    const named = { ...(nickname ? { nickname } : {}), ...(random ? { random } : {}) }
    const player = orRefuse(await accounts.register(login, newPlayer(clock.nowMs(), named)))
    // [AC3] Asked for at each sign-in and given once: a crash here costs nobody his start.
    await ledger.openPlayer(player.playerId, FIRST_GOLD)
    await this.#remember(player.playerId, deviceId)
    return player.playerId
  }

  /**
   * [AC4] The player of an account. Refuses `auth/bad-credentials`, the same and after the same work
   * whether the account or the password is wrong, and `auth/slow-down` without looking at the password.
   */
  async logIn(
    entry: AccountEntry & { readonly deviceId?: string; readonly ip?: string },
  ): Promise<PlayerId> {
    const { ledger } = this.#parts
    // Only what could be a name is asked for, or else could be looked for in vain.
    const isName = accountSchema.safeParse(entry.account).success
    const account = entry.account.toLowerCase()
    const knownDevice = isName ? await this.#knownDevice(account, entry.deviceId) : undefined
    const guess: Guess = { account, ip: entry.ip, knownDevice }
    await this.#take(guess)
    const { found, check } = await this.#check(guess, entry.password, isName)
    if (!found || !check.isRight) throw new RefusalError(refuse('auth/bad-credentials'))
    await this.#parts.guesses.giveBack(guess, 'right')
    const { playerId } = found
    if (check.isOutdated) await this.#renewHash(found, entry.password)
    await ledger.openPlayer(playerId, FIRST_GOLD)
    await this.#remember(playerId, entry.deviceId)
    return playerId
  }

  /**
   * [AC5] Makes a guest an account: he keeps his id, his gold and everything else, and his device is
   * known to the account. Refuses `auth/account-taken`, `auth/has-account`, `auth/weak-password` and
   * `auth/slow-down`.
   */
  async upgrade(playerId: PlayerId, entry: AccountEntry): Promise<AccountPlayer> {
    const { accounts, ledger, clock } = this.#parts
    const login = await this.#newLogin(entry)
    const player = orRefuse(await accounts.upgrade(playerId, login, clock.nowMs()))
    const gold = (await ledger.goldOf([playerId])).get(playerId) ?? 0
    const { nickname, avatar } = player
    return { playerId, nickname, avatar, gold, account: login.account }
  }

  async #newLogin({ account, password }: AccountEntry) {
    const name = account.toLowerCase()
    const weakness = findWeakness(password, name)
    if (weakness) throw new RefusalError(weakness)
    // Spares the work for a name that has an owner; who races for a free one is told by the store.
    if (await this.#parts.accounts.byAccount(name)) throw taken()
    return { account: name, passwordHash: await this.#parts.passwords.hash(password) }
  }

  async #take(guess: Guess): Promise<void> {
    const retryAfterMs = await this.#parts.guesses.take(guess)
    if (retryAfterMs > 0) {
      throw new RefusalError(refuse('auth/slow-down', undefined, { retryAfterMs }))
    }
  }

  async #check(
    guess: Guess,
    password: string,
    isName: boolean,
  ): Promise<{ found: Credentials | undefined; check: PasswordCheck }> {
    const { accounts, passwords, guesses } = this.#parts
    try {
      const found = isName ? await accounts.byAccount(guess.account) : undefined
      return { found, check: await passwords.check(password, found?.passwordHash) }
    } catch (error) {
      await guesses.giveBack(guess, 'not-checked')
      throw error
    }
  }

  /** [PW7] What a hash costs was raised since it was made: only now is the password at hand. */
  async #renewHash({ playerId, passwordHash }: Credentials, password: string): Promise<void> {
    const { accounts, passwords } = this.#parts
    try {
      const renewed = await passwords.hash(password)
      await accounts.replaceHash(playerId, passwordHash, renewed)
    } catch (error) {
      // Where too many wait it is done the next time: nobody is turned away for it.
      if (!(error instanceof RefusalError)) throw error
    }
  }

  async #knownDevice(account: string, deviceId?: string): Promise<string | undefined> {
    if (deviceId === undefined) return undefined
    const deviceKey = this.#parts.digest(deviceId)
    const isKnown = await this.#parts.accounts.knowsDevice(account, deviceKey)
    return isKnown ? deviceKey : undefined
  }

  async #remember(playerId: PlayerId, deviceId?: string): Promise<void> {
    if (deviceId === undefined) return
    const { accounts, clock, digest } = this.#parts
    const device = { deviceKey: digest(deviceId), atMs: clock.nowMs() }
    await accounts.rememberDevice(playerId, device, MOST_DEVICES)
  }
}

function orRefuse(answer: PlayerRow | 'taken' | 'has-account'): PlayerRow {
  if (answer === 'taken') throw taken()
  if (answer === 'has-account') throw new RefusalError(refuse('auth/has-account'))
  return answer
}

function taken(): RefusalError {
  return new RefusalError(refuse('auth/account-taken'))
}
