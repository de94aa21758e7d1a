/** One try to sign in with a password. */
export interface Guess {
  /** In lower case; whether there is such an account makes no difference. */
  readonly account: string
  readonly ip: string | undefined
  /** The key of the device, where it signed in to this account before; else undefined. */
  readonly knownDevice: string | undefined
}

/**
 * Decides which guesses are looked at. Kept in one process or for all of them, behind the same port;
 * what it throws is a fault of the store behind it.
 */
export interface GuessLimits {
  /**
   * Counts a guess that is about to be looked at and returns 0; or returns for how many milliseconds
   * none will be, and counts nothing.
   */
  take(guess: Guess): Promise<number>
  /** The guess was right, or was not looked at after all: it does not count. */
  giveBack(guess: Guess, was: 'right' | 'not-checked'): Promise<void>
}
