import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { describe, test } from 'node:test'
import { ConfigError, readConfig } from '../src/config.ts'

const LONG_SECRET = 's'.repeat(32)

describe('readConfig', () => {
  test('[CF2] an empty environment gives every default', () => {
    const { tiersFile, ...config } = readConfig({})
    assert.ok(existsSync(tiersFile))
    assert.deepEqual(config, {
      isProduction: false,
      instance: 0,
      host: '0.0.0.0',
      port: 2567,
      publicAddress: '127.0.0.1:2567',
      roles: ['auth', 'hall', 'area', 'desk', 'locator'],
      games: undefined,
      processMaxPlayers: 2000,
      heartbeatSeconds: 5,
      resumeSeconds: 5400,
      database: { kind: 'sqlite', path: './data/parlor.sqlite' },
      databasePool: 10,
      historyDays: 90,
      redisUrl: undefined,
      redisPrefix: 'parlor:',
      tokenSecret: undefined,
      adminToken: undefined,
      allowedOrigins: undefined,
      trustedProxies: 0,
      ipRequests: { points: 3000, seconds: 10 },
      ipSockets: { points: 2000, seconds: 10 },
      loginRate: { admissions: 1000, windowMs: 10_000 },
      maxPlayers: 10_000,
      botFillSeconds: 5,
      logLevel: 'info',
      wechat: undefined,
    })
  })

  test('[CF2] an empty variable counts as not set', () => {
    assert.equal(readConfig({ PORT: '', LOG_LEVEL: ' ' }).port, 2567)
  })

  test('[CF3] nothing of it can be changed', () => {
    const config = readConfig({})
    assert.throws(() => Object.assign(config, { port: 1 }), TypeError)
    assert.throws(() => Object.assign(config.loginRate, { admissions: 1 }), TypeError)
    assert.throws(() => (config.roles as string[]).push('x'), TypeError)
  })

  test('[CF4] instance n adds n to the port and to that of the public address', () => {
    const config = readConfig({ NODE_APP_INSTANCE: '3', PORT: '4000' })
    assert.equal(config.port, 4003)
    assert.equal(config.publicAddress, '127.0.0.1:4003')
    const named = readConfig({ NODE_APP_INSTANCE: '3', PUBLIC_ADDRESS: 'game.example:8000' })
    assert.equal(named.publicAddress, 'game.example:8003')
    assert.equal(readConfig({ PUBLIC_ADDRESS: 'game.example' }).publicAddress, 'game.example')
  })

  test('[CF13] origins are whole ones, proxies are hops or addresses, rates may be off', () => {
    const config = readConfig({
      ALLOWED_ORIGINS: 'https://a.example, http://b.example:8080',
      TRUSTED_PROXIES: 'loopback, 10.0.0.0/8, fd00::/8, 192.0.2.1',
      IP_REQUESTS: 'off',
      IP_SOCKETS: '7/3',
    })
    assert.deepEqual(config.allowedOrigins, ['https://a.example', 'http://b.example:8080'])
    assert.deepEqual(config.trustedProxies, ['loopback', '10.0.0.0/8', 'fd00::/8', '192.0.2.1'])
    assert.deepEqual([config.ipRequests, config.ipSockets], [undefined, { points: 7, seconds: 3 }])
    assert.equal(readConfig({ TRUSTED_PROXIES: '2' }).trustedProxies, 2)
    assert.throws(() => readConfig({ ADMIN_TOKEN: 'two words' }), /ADMIN_TOKEN .*got 9 bytes$/)
    const bad: [name: string, values: string[]][] = [
      [
        'ALLOWED_ORIGINS',
        ['a.example', 'https://a.example/', 'https://A.example', 'https://a.example:443', 'null'],
      ],
      ['TRUSTED_PROXIES', ['nginx', '-1', '10.0.0.0/33', '10.0.0.0/8/8', '::/129', '1.2.3']],
      ['IP_REQUESTS', ['0/10', '10', '10/0', 'many']],
    ]
    for (const [name, values] of bad) {
      for (const value of values) {
        assert.throws(() => readConfig({ [name]: value }), new RegExp(`^ConfigError: ${name} must`))
      }
    }
  })

  test('[CF5] house bots sit down after 5 s in one process, and not at all in a cluster', () => {
    const cluster = { REDIS_URL: 'redis://localhost', DATABASE_URL: 'mysql://u:p@h:1/d' }
    assert.equal(readConfig(cluster).botFillSeconds, 0)
    assert.equal(readConfig({ ...cluster, BOT_FILL_SECONDS: '2.5' }).botFillSeconds, 2.5)
  })

  test('reads lists, rates and addresses', () => {
    const config = readConfig({
      ROLES: 'auth, hall,auth',
      GAMES: 'xpnn,high-card',
      LOGIN_RATE: '5/0.5',
      DATABASE_URL: 'mysql://me:p%40ss@db.example:3307/parlor',
    })
    assert.deepEqual(config.roles, ['auth', 'hall'])
    assert.deepEqual(config.games, ['xpnn', 'high-card'])
    assert.deepEqual(config.loginRate, { admissions: 5, windowMs: 500 })
    assert.deepEqual(config.database, {
      kind: 'mysql',
      host: 'db.example',
      port: 3307,
      user: 'me',
      password: 'p@ss',
      database: 'parlor',
    })
    assert.deepEqual(readConfig({ DATABASE_URL: 'sqlite::memory:' }).database, {
      kind: 'sqlite',
      path: ':memory:',
    })
  })

  test('[DB4] the host of a database may be an IPv6 address, its port is 3306 if not named', () => {
    const { database } = readConfig({ DATABASE_URL: 'mysql://u:p@[::1]/d' })
    const login = { user: 'u', password: 'p', database: 'd' }
    assert.deepEqual(database, { kind: 'mysql', host: '::1', port: 3306, ...login })
  })

  test('[DB4] the path of a database may not hold a NUL', () => {
    assert.throws(() => readConfig({ DATABASE_URL: 'sqlite:a\0b' }), ConfigError)
  })

  const bad: [name: string, value: string, more?: Record<string, string>][] = [
    ['PORT', '25x7'],
    ['PORT', '0'],
    ['PORT', '65536'],
    ['PORT', '1e3'],
    ['PORT', '65535', { NODE_APP_INSTANCE: '1' }],
    ['NODE_APP_INSTANCE', '-1'],
    ['HOST', 'no host'],
    ['PUBLIC_ADDRESS', 'http://a:1'],
    ['PUBLIC_ADDRESS', 'a:0'],
    ['PUBLIC_ADDRESS', 'user@a'],
    ['PUBLIC_ADDRESS', 'a', { NODE_APP_INSTANCE: '1' }],
    ['ROLES', 'auth,cook'],
    ['GAMES', 'Xpnn'],
    ['PROCESS_MAX_PLAYERS', '0'],
    ['HEARTBEAT_SECONDS', 'often'],
    ['RESUME_SECONDS', '604801'],
    ['DATABASE_URL', 'postgres://a/b'],
    ['DATABASE_URL', 'sqlite:'],
    ['DATABASE_URL', './a.sqlite'],
    ['DATABASE_URL', 'mysql://host/db'],
    ['DATABASE_URL', 'mysql://u:p@h:0/d'],
    ['DATABASE_URL', 'mysql://u:p@h/d/e'],
    ['DATABASE_URL', 'mysql://u:p@h/d?ssl=true'],
    ['DATABASE_URL', 'sqlite::memory:', { REDIS_URL: 'redis://a' }],
    ['DATABASE_POOL', '0'],
    ['REDIS_URL', 'localhost:6379'],
    ['REDIS_PREFIX', 'a b'],
    ['LOGIN_RATE', '1000'],
    ['LOGIN_RATE', '0/10'],
    ['LOGIN_RATE', '10/0'],
    ['MAX_PLAYERS', '-5'],
    ['BOT_FILL_SECONDS', '-1'],
    ['LOG_LEVEL', 'loud'],
    ['WECHAT_BASE_URL', 'api.example'],
    ['WECHAT_FLOW', 'phone', { WECHAT_APP_ID: 'wx1', WECHAT_SECRET: 's' }],
    ['WECHAT_APP_ID', 'wx 1', { WECHAT_SECRET: 's' }],
    ['WECHAT_APP_ID', '', { WECHAT_SECRET: 's' }],
    ['WECHAT_SECRET', '', { WECHAT_APP_ID: 'wx1' }],
  ]
  for (const [name, value, more] of bad) {
    test(`[CF1] refuses ${name}=${value} in one line`, () => {
      assert.throws(
        () => readConfig({ [name]: value, ...more }),
        (error) =>
          error instanceof ConfigError &&
          error.message.startsWith(`${name} must be `) &&
          !error.message.includes('\n') &&
          error.message.includes('got "'),
      )
    })
  }

  test('[CF6] production needs a secret of 32 bytes, which no refusal ever shows', () => {
    const production = { NODE_ENV: 'production' }
    assert.throws(() => readConfig(production), /^ConfigError: TOKEN_SECRET must be set/)
    assert.throws(
      () => readConfig({ ...production, TOKEN_SECRET: 'hunter2' }),
      (error: Error) => !error.message.includes('hunter2') && error.message.includes('7 bytes'),
    )
    const config = readConfig({ ...production, TOKEN_SECRET: LONG_SECRET })
    assert.equal(config.tokenSecret, LONG_SECRET)
    assert.equal(config.publicAddress, undefined)
    assert.throws(
      () => readConfig({ DATABASE_URL: 'mysql://root:hunter2@host' }),
      (error: Error) => !error.message.includes('hunter2') && error.message.includes('***@host'),
    )
  })

  test('[CF6] a cluster in production needs a public address', () => {
    const env = {
      NODE_ENV: 'production',
      TOKEN_SECRET: LONG_SECRET,
      REDIS_URL: 'redis://localhost:6379/2',
      DATABASE_URL: 'mysql://u:p@h/d',
    }
    assert.throws(() => readConfig(env), /PUBLIC_ADDRESS must be set/)
    assert.equal(readConfig({ ...env, PUBLIC_ADDRESS: 'a:1' }).publicAddress, 'a:1')
  })

  test('[WX5] WeChat is set up by an app id and a secret, which no refusal ever shows', () => {
    const env = { WECHAT_APP_ID: 'wx4f28', WECHAT_SECRET: 'hunter2' }
    const baseUrl = 'https://api.weixin.qq.com'
    const wechat = { appId: 'wx4f28', secret: 'hunter2', baseUrl, flow: 'mini-program' }
    assert.deepEqual(readConfig(env).wechat, wechat)
    const elsewhere = { ...env, WECHAT_BASE_URL: 'http://127.0.0.1:9/w', WECHAT_FLOW: 'oauth' }
    assert.deepEqual(readConfig(elsewhere).wechat, {
      ...wechat,
      baseUrl: 'http://127.0.0.1:9/w',
      flow: 'oauth',
    })
    const production = { NODE_ENV: 'production', TOKEN_SECRET: LONG_SECRET, ...elsewhere }
    assert.throws(
      () => readConfig(production),
      (error: Error) =>
        error.message.startsWith('WECHAT_BASE_URL must be') && !error.message.includes('hunter2'),
    )
    assert.throws(
      () => readConfig({ WECHAT_SECRET: 'hunter2' }),
      (error: Error) => !error.message.includes('hunter2'),
    )
  })
})
