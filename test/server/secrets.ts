/** What the servers of the tests sign session tokens with. */
export const TEST_TOKEN_SECRET = 'a secret of the tests that is long enough'
