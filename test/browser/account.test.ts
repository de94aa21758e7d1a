import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import type { SessionAnswer } from '../../src/contract/http.ts'
import { startServer, type TestServer, xpnnTier, xpnnTiers } from '../server/startServer.ts'
import { DESKTOP, noBrowser, openBrowser, PHONE, type Screen } from './chromium.ts'

const PASSWORD = 'nine horses run'
/** Chromium says so of every refused request; the refusals here are meant. */
const isRefusedRequest = (complaint: string) => /status of (400|401|409|429)/.test(complaint)

let server: TestServer
before(async () => {
  const tiers = [
    xpnnTier({ name: '平民场 Commoner' }),
    xpnnTier({ tierId: 10103, name: '老板场 Boss', baseBet: 500, minEnter: 30_000 }),
  ]
  server = await startServer({ tiers: xpnnTiers(...tiers) })
})
after(() => server.stop())

const screens: [string, Screen][] = [
  ['phone', PHONE],
  ['desktop', DESKTOP],
]
for (const [name, screen] of screens) {
  test(`[WB4] a ${name} makes an account, signs out and in again as the same player`, {
    skip: noBrowser,
  }, async () => {
    const { page, complaints, screenshot, close } = await openBrowser(screen)
    try {
      const account = `lin.${name}`
      await page.goto(server.url)
      await page.getByTestId('entry-create').waitFor()
      await screenshot(`${name}-signin`)
      await page.getByTestId('entry-create').click()
      assert.ok(await isFocused(page, 'account-input'))
      await fill(page, account, 'short')
      await page.getByTestId('send-account').click()
      await problem(page)
      await screenshot(`${name}-create-fault`)
      await fill(page, account, 'password1')
      await page.getByTestId('send-account').click()
      const weak = await problem(page)
      await page.getByTestId('switch-language').click()
      assert.notEqual(await problem(page), weak)
      await page.getByTestId('switch-language').click()
      await fill(page, account, PASSWORD)
      await page.getByTestId('show-password').click()
      assert.equal(await page.getByTestId('password-input').getAttribute('type'), 'text')
      const before = await enterHall(page, () => page.getByTestId('send-account').click())
      assert.equal(before.gold, '10,000')
      await page.getByTestId('open-profile').click()
      assert.match(await page.getByTestId('own-account').innerText(), new RegExp(account))
      await screenshot(`${name}-profile-account`)
      await page.getByTestId('dialog-close').click()
      await page.getByTestId('sign-out').click()
      await page.getByTestId('form-signin').waitFor()
      await screenshot(`${name}-signin-account`)
      assert.equal(await page.getByTestId('account-input').inputValue(), account)
      assert.equal(await page.getByTestId('password-input').inputValue(), '')
      await page.getByTestId('password-input').fill(PASSWORD)
      assert.deepEqual(await enterHall(page, () => page.keyboard.press('Enter')), before)
      assert.equal(await remembers(page, PASSWORD), false)
      assert.equal(await remembers(page, account), true)
      assert.deepEqual(
        complaints.filter((one) => !isRefusedRequest(one)),
        [],
      )
    } finally {
      await close()
    }
  })
}

test('[WB5] a guest makes an account and keeps gold and id; his device then asks for it', {
  skip: noBrowser,
}, async () => {
  const { page, complaints, screenshot, close } = await openBrowser(PHONE)
  try {
    await page.goto(server.url)
    const guest = await enterHall(page, () => page.getByTestId('sign-in-guest').click())
    await page.getByTestId('open-profile').click()
    await page.getByTestId('keep-progress').scrollIntoViewIfNeeded()
    await screenshot('phone-profile-guest')
    await page.getByTestId('keep-progress').click()
    await fill(page, 'was.a.guest', PASSWORD)
    await screenshot('phone-upgrade')
    await page.getByTestId('send-account').click()
    await page.getByTestId('progress-kept').waitFor()
    await screenshot('phone-upgraded')
    await page.getByTestId('dialog-close').click()
    await page.getByTestId('sign-out').click()
    await page.getByTestId('form-signin').waitFor()
    await page.getByTestId('sign-in-guest').click()
    await page.getByTestId('device-owned').waitFor()
    assert.ok(await isFocused(page, 'password-input'))
    await screenshot('phone-device-owned')
    await page.getByTestId('password-input').fill(PASSWORD)
    const owner = await enterHall(page, () => page.getByTestId('send-account').click())
    assert.deepEqual(owner, guest)
    assert.deepEqual(
      complaints.filter((one) => !isRefusedRequest(one)),
      [],
    )
  } finally {
    await close()
  }
})

test('[WB6] a wrong password is said at its field; after too many a countdown holds the form back', {
  skip: noBrowser,
}, async () => {
  const { page, screenshot, close } = await openBrowser(DESKTOP)
  try {
    await page.goto(server.url)
    await page.getByTestId('entry-signin').focus()
    await page.keyboard.press('Enter')
    await page.keyboard.type('nobody.here')
    assert.equal(await page.getByTestId('account-input').inputValue(), 'nobody.here')
    const send = page.getByTestId('send-account')
    let said = ''
    for (let guess = 0; guess < 10 && !/Too many/.test(said); guess += 1) {
      await page.getByTestId('password-input').fill(`not this ${guess}`)
      const answered = page.waitForResponse((response) => response.url().endsWith('/auth/login'))
      await page.keyboard.press('Enter')
      await answered
      said = await problem(page)
      assert.match(said, guess === 0 ? /wrong/ : /wrong|Too many/)
      assert.ok(await isFocused(page, 'password-input'))
      if (guess === 0) await screenshot('desktop-wrong-password')
    }
    assert.match(said, /Too many/)
    assert.match(await send.innerText(), /^Wait \d+ s$/)
    assert.ok(await send.isDisabled())
    await screenshot('desktop-slow-down')
    await page.waitForFunction(() => {
      const button = document.querySelector<HTMLButtonElement>('[data-testid=send-account]')
      return button?.disabled === false
    })
    assert.equal(await page.getByTestId('announcement').innerText(), 'You can try again now')
  } finally {
    await close()
  }
})

test('[WB7] a full house shows the place in line, lets go of it and lets in who is next', {
  skip: noBrowser,
}, async () => {
  const env = { MAX_PLAYERS: '1', LOGIN_RATE: '1/2' }
  const small = await startServer({ env })
  const guests = await Promise.all([DESKTOP, PHONE, DESKTOP].map(openBrowser))
  try {
    const [inside, next, last] = guests.map((guest) => guest.page) as [Page, Page, Page]
    for (const page of [inside, next, last]) {
      await page.goto(small.url)
      await page.getByTestId('sign-in-guest').click()
      const place = page === inside ? 'own-gold' : 'queue-position'
      await page.getByTestId(place).waitFor()
    }
    assert.equal(await next.getByTestId('queue-position').innerText(), '1')
    assert.equal(await last.getByTestId('queue-position').innerText(), '2')
    await last.waitForTimeout(5_500)
    assert.match(await last.getByTestId('queue-eta').innerText(), /About .*\d/)
    await guests[1]?.screenshot('phone-queue')
    await guests[2]?.screenshot('desktop-queue')
    await inside.getByTestId('sign-out').click()
    await next.locator('[data-testid=own-gold]', { hasText: /\d/ }).waitFor()
    await last.locator('[data-testid=queue-position]', { hasText: /^1$/ }).waitFor()
    await guests[2]?.screenshot('desktop-queue-next')
    await last.getByTestId('queue-cancel').click()
    await last.getByTestId('screen-signin').waitFor()
    assert.deepEqual(
      guests.flatMap((guest) => guest.complaints),
      [],
    )
  } finally {
    for (const guest of guests) await guest.close()
    await small.stop()
  }
})

async function fill(page: Page, account: string, password: string): Promise<void> {
  await page.getByTestId('account-input').fill(account)
  await page.getByTestId('password-input').fill(password)
}

/** What the form says is wrong. */
async function problem(page: Page): Promise<string> {
  return page.getByTestId('entry-problem').innerText()
}

async function isFocused(page: Page, testId: string): Promise<boolean> {
  await page.locator(`[data-testid=${testId}]:focus`).waitFor({ timeout: 5_000 })
  return true
}

/** Does what signs in and waits for the hall: who is it, by the session and by what is shown? */
async function enterHall(page: Page, signIn: () => Promise<void>) {
  const login = `${server.url}/login`
  const answered = page.waitForResponse((response) => response.url() === login)
  await signIn()
  const { player } = (await (await answered).json()) as SessionAnswer
  await page.locator('[data-testid=own-gold]', { hasText: /\d/ }).waitFor()
  const gold = await page.getByTestId('own-gold').innerText()
  return {
    playerId: player.playerId,
    gold,
    nickname: await page.getByTestId('nickname').innerText(),
  }
}

/** Whether this text stands anywhere in what the browser keeps of the page. */
async function remembers(page: Page, text: string): Promise<boolean> {
  return page.evaluate(
    (wanted) => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]).includes(wanted),
    text,
  )
}
