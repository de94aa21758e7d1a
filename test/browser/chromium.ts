import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type BrowserContext, chromium, type Page } from 'playwright-core'

const PLACES = [
  process.env['CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
]
const executablePath = PLACES.find((place) => place && existsSync(place))

/** Why browser tests cannot run here, if they cannot. In CI a missing browser is a failure. */
export const noBrowser =
  executablePath || process.env['CI'] ? false : 'no Chromium found: set CHROMIUM to its path'

const SCREENSHOTS = fileURLToPath(new URL('../screenshots/', import.meta.url))

export interface Visitor {
  readonly page: Page
  /** Errors and warnings of the page's console, failed requests, uncaught exceptions. */
  readonly complaints: string[]
  screenshot(name: string): Promise<void>
  close(): Promise<void>
}

export interface Screen {
  readonly width: number
  readonly height: number
  readonly locale: string
}

export const PHONE: Screen = { width: 390, height: 844, locale: 'zh-CN' }
export const DESKTOP: Screen = { width: 1280, height: 800, locale: 'en-GB' }

/** A real browser with an empty profile. */
export async function openBrowser(screen: Screen): Promise<Visitor> {
  if (!executablePath) throw new Error('Chromium is missing: apt install chromium')
  mkdirSync(SCREENSHOTS, { recursive: true })
  const profile = mkdtempSync(join(tmpdir(), 'parlor-chromium-'))
  const { width, height, locale } = screen
  const isPhone = width < 600
  const context: BrowserContext = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    viewport: { width, height },
    locale,
    hasTouch: isPhone,
    deviceScaleFactor: isPhone ? 2 : 1,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
  const page = context.pages()[0] ?? (await context.newPage())
  const complaints: string[] = []
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(String(error)))
  return {
    page,
    complaints,
    screenshot: async (name) => {
      await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) })
    },
    close: async () => {
      await context.close()
      rmSync(profile, { recursive: true, force: true })
    },
  }
}
