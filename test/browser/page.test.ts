import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { verifiedRecord } from '../server/playing.ts'
import { startServer, type TestServer, xpnnTier, xpnnTiers } from '../server/startServer.ts'
import { DESKTOP, noBrowser, openBrowser, PHONE, type Screen } from './chromium.ts'

let server: TestServer
before(async () => {
  const tiers = [
    xpnnTier({ name: '平民场 Commoner', timings: {}, settings: {} }),
    xpnnTier({ tierId: 10103, name: '老板场 Boss', baseBet: 500, minEnter: 30_000 }),
  ]
  server = await startServer({ tiers: xpnnTiers(...tiers), env: { BOT_FILL_SECONDS: '1' } })
})
after(() => server.stop())

const screens: [string, Screen][] = [
  ['phone', PHONE],
  ['desktop', DESKTOP],
]
for (const [name, screen] of screens) {
  test(`[WB1] a ${name} plays a whole hand in Chromium and verifies it`, {
    skip: noBrowser,
  }, async () => {
    const { page, complaints, screenshot, close } = await openBrowser(screen)
    try {
      await page.goto(server.url)
      await page.getByTestId('sign-in-guest').click()
      await page.getByTestId('tier-10101').waitFor()
      assert.equal(await page.getByTestId('own-gold').innerText(), '10,000')
      assert.ok(await page.getByTestId('quick-play-10103').isDisabled())
      await screenshot(`${name}-hall`)
      await page.getByTestId('quick-play-10101').click()
      await phase(page, 'bid')
      await page.getByTestId('bid-4').click()
      await screenshot(`${name}-bid`)
      await phase(page, 'bet')
      const bet = page.getByTestId('bet-1')
      if (await bet.isVisible()) await bet.click()
      await phase(page, 'open')
      await screenshot(`${name}-open`)
      await page.getByTestId('open').click()
      await phase(page, 'end')
      await page.waitForTimeout(600)
      await screenshot(`${name}-end`)
      await page.getByTestId('verify-last-hand').click()
      await page.locator('[data-testid=verdict][data-right=true]').waitFor()
      const text = await page.getByTestId('verify-hand-id').innerText()
      await verifiedRecord(server, text.split(' ').at(-1) ?? '')
      await screenshot(`${name}-verify`)
      assert.deepEqual(complaints, [])
    } finally {
      await close()
    }
  })
}

test('[WB2] a reload and a lost connection lead back to the same seat', {
  skip: noBrowser,
}, async () => {
  const { page, screenshot, close } = await openBrowser(DESKTOP)
  try {
    await page.goto(server.url)
    await page.getByTestId('sign-in-guest').click()
    await page.getByTestId('quick-play-10101').click()
    await phase(page, 'bid')
    const seat = await ownSeat(page)
    await page.reload()
    await page.locator('[data-testid=screen-desk][data-phase]').waitFor()
    assert.equal(await ownSeat(page), seat)
    await page.context().setOffline(true)
    await page.evaluate(() => window.dispatchEvent(new Event('offline')))
    await page.context().setOffline(false)
    await page.locator('[data-testid=screen-desk]').waitFor()
    assert.equal(await ownSeat(page), seat)
    await screenshot('desktop-returned')
  } finally {
    await close()
  }
})

test('[WB3] a hand can be played with the keyboard alone', { skip: noBrowser }, async () => {
  const { page, close } = await openBrowser(DESKTOP)
  try {
    await page.goto(server.url)
    await page.getByTestId('sign-in-guest').waitFor()
    await page.getByTestId('sign-in-guest').focus()
    await page.keyboard.press('Enter')
    await page.getByTestId('quick-play-10101').focus()
    await page.keyboard.press('Enter')
    await phase(page, 'bid')
    await page.keyboard.press('0')
    await phase(page, 'bet')
    await page.keyboard.press('2')
    await phase(page, 'open')
    await page.keyboard.press('o')
    await phase(page, 'end')
  } finally {
    await close()
  }
})

async function phase(page: Page, name: string): Promise<void> {
  await page.locator(`[data-testid=screen-desk][data-phase=${name}]`).waitFor({ timeout: 30_000 })
}

/** Which seat shows the player's own cards. */
async function ownSeat(page: Page): Promise<string | null> {
  return page.locator('[data-own=true]').first().getAttribute('data-testid')
}
