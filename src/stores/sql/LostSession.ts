/**
 * The connection of a session was lost or given up: what its last statement did is not known.
 * `endSession` makes it known, by `session`.
 */
export class LostSession extends Error {
  readonly code = 'store/session-lost'
  /** The name of the lock that the session holds for as long as it lives. */
  readonly session: string
  constructor(session: string, cause: Error) {
    super(`the database connection was lost: ${cause.message}`, { cause })
    this.name = 'LostSession'
    this.session = session
  }
}
