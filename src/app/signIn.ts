import { Accounts } from '../auth/Accounts.ts'
import type { GuessLimits } from '../auth/GuessLimits.ts'
import { Guests } from '../auth/guests.ts'
import { deriveKey } from '../auth/keys.ts'
import { type HashCost, Passwords } from '../auth/Passwords.ts'
import { allowEverybody, type PlayerChecks } from '../auth/PlayerChecks.ts'
import { WECHAT_SERVICE, WechatApi } from '../auth/WechatApi.ts'
import { WechatLogin } from '../auth/WechatLogin.ts'
import type { Config } from '../config.ts'
import type { Clock } from '../desk/Scheduler.ts'
import { HttpClient } from '../net/HttpClient.ts'
import type { Log } from '../ops/Log.ts'
import type { Stores } from '../stores/openStores.ts'

export interface SignInSurroundings {
  readonly config: Pick<Config, 'wechat'>
  readonly secret: string
  readonly stores: Pick<Stores, 'players' | 'accounts' | 'wechat' | 'ledger'>
  readonly guesses: GuessLimits
  readonly clock: Clock
  readonly log: Log
  readonly checks?: PlayerChecks | undefined
  /** Cheaper hashes, for tests. */
  readonly hashCost?: HashCost | undefined
}

/** All ways to say who one is, wired to their stores. */
export function signInServices(surroundings: SignInSurroundings) {
  const { config, secret, stores, guesses, clock, log, checks = allowEverybody } = surroundings
  const { players, ledger } = stores
  const deviceKey = deriveKey(secret, 'parlor/device/v1')
  const guests = new Guests({ players, ledger, clock, deviceKey })
  const passwords = new Passwords(surroundings.hashCost)
  const accounts = new Accounts({
    accounts: stores.accounts,
    ledger,
    passwords,
    guesses,
    clock,
    digest: (deviceId) => guests.digest(deviceId),
  })
  const api =
    config.wechat &&
    new WechatApi(
      config.wechat,
      new HttpClient({ service: WECHAT_SERVICE, baseUrl: config.wechat.baseUrl, log }),
    )
  const wechat = new WechatLogin({ api, wechat: stores.wechat, ledger, clock })
  return { guests, accounts, passwords, wechat, checks }
}
