import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, test } from 'node:test'
import { plainHand, shortBankerHand } from './handRecords.ts'
import { cardRuns, cardsIn, LeakWatch } from './seenCards.ts'
import { WatchedDesk } from './WatchedDesk.ts'

const HAND = plainHand()
const [FIRST, SECOND, THIRD] = HAND.seats.map((one) => one.playerId) as [number, number, number]
const FOREIGN = HAND.seats[1]!
const WATCHER = 9999

interface Table {
  watch: LeakWatch
  desk: WatchedDesk
}

/** Three players and a watcher without a seat; the hand is not dealt yet. */
function table(hand = HAND): Table {
  const watch = new LeakWatch()
  const desk = new WatchedDesk(watch, hand)
  for (const playerId of [FIRST, SECOND, THIRD, WATCHER]) desk.join(playerId)
  return { watch, desk }
}

/** The leaks once the hand is over and known: who saw which cards of whom. */
function leaksAfter({ watch, desk }: Table): [by: number, seat: number, cards: string][] {
  watch.finished(desk.hand)
  return watch.leaks().map(({ playerId, seat, cards }) => [playerId, seat, cards.join()])
}

describe('cardsIn', () => {
  test('[independent] finds cards in events, states and errors, and whose they are', () => {
    const message = {
      handId: 'h1',
      seats: [
        { index: 0, cards: [0, 0, 0, 0, 0], ownCards: [3, 4, 5, 6] },
        { index: 2, cards: [17, 18, 19, 20, 21], ownCards: [] },
      ],
      events: [{ seq: 7, seat: 1, card: 0x3d, group: [] }],
      error: { reason: { code: 'x', fields: { cards: Uint8Array.of(0x2a) } } },
    }
    assert.deepEqual(cardsIn(message), [
      { path: '.seats[0].ownCards', cards: [3, 4, 5, 6], handId: 'h1', seat: 0 },
      { path: '.seats[1].cards', cards: [17, 18, 19, 20, 21], handId: 'h1', seat: 2 },
      { path: '.events[0].card', cards: [0x3d], handId: 'h1', seq: 7, seat: 1 },
      { path: '.error.reason.fields.cards', cards: [0x2a], handId: 'h1' },
    ])
  })

  test('[independent] looks into JSON text and takes other texts as they are', () => {
    const timer = { kind: 'open-card', args: '{"seat":3,"cards":[1,2,0]}', text: '[not json' }
    assert.deepEqual(cardsIn(timer), [{ path: '.args.cards', cards: [1, 2], seat: 3 }])
  })

  test('[independent] numbers that are no card, or not in a card field, are none', () => {
    assert.deepEqual(cardsIn({ cards: [0, 14, 64, 1.5, -1], seats: [1, 2, 3], bet: 5 }), [])
    for (const value of [null, undefined, 'cards', 7, [[]]]) assert.deepEqual(cardsIn(value), [])
  })
})

const CARDS = FOREIGN.cards
const NOISE = [0xff, 0x07, 0xc0]
const each = (encode: (card: number, k: number) => number[], count = 4): number[] =>
  CARDS.slice(0, count).flatMap(encode)

const PLANTED: readonly [encoding: string, bytes: number[], cards: number][] = [
  ['five raw bytes', CARDS, 5],
  ['four raw bytes', CARDS.slice(0, 4), 4],
  ['the last four as raw bytes', CARDS.slice(1), 4],
  ['a MessagePack list of three', [0x93, ...CARDS.slice(1, 4)], 3],
  ['a MessagePack list of four', [0x94, ...CARDS.slice(0, 4)], 4],
  ['a MessagePack list of five', [0x95, ...CARDS], 5],
  ['MessagePack bytes', [0xc4, 3, ...CARDS.slice(0, 3)], 3],
  ['MessagePack numbers of two bytes', [0x93, ...each((card) => [0xcc, card], 3)], 3],
  ['index and value', each((card, k) => [k, card]), 4],
  ['index and value of three', each((card, k) => [k, card], 3), 3],
  ['field and value', each((card, k) => [0x86 + k, card]), 4],
  ['operation, index and value', each((card, k) => [0x80, k, card]), 4],
  ['replacement, index and value', each((card, k) => [0x00, k, card], 5), 5],
  ['16-bit little-endian', each((card) => [card, 0]), 4],
  ['32-bit big-endian', each((card) => [0, 0, 0, card]), 4],
]

describe('cardRuns', () => {
  for (const [encoding, bytes, count] of PLANTED) {
    test(`[independent] finds cards planted as ${encoding}`, () => {
      const runs = cardRuns(Uint8Array.from([...NOISE, ...bytes, ...NOISE]), CARDS)
      assert.equal(runs.length, 1, JSON.stringify(runs))
      assert.equal(runs[0]!.cards.length, count)
      assert.ok(CARDS.join().includes(runs[0]!.cards.join()))
    })
  }

  test('[independent] a megabyte of random bytes holds no run', () => {
    const random = Buffer.concat(
      Array.from({ length: 32_768 }, (_, k) => createHash('sha256').update(`noise ${k}`).digest()),
    )
    for (const { cards } of [...HAND.seats, ...shortBankerHand().seats]) {
      assert.deepEqual(cardRuns(random, cards), [])
    }
  })

  test('[independent] cards out of deal order, or two of them, are no run', () => {
    const [a, b, c, d] = CARDS as [number, number, number, number]
    for (const bytes of [
      [a, b],
      [d, c, b, a],
      [0x92, a, b],
      [0x93, a, c, b],
      [0, a, 1, b],
      [0, a, 10, b, 20, c, 30, d],
    ]) {
      assert.deepEqual(cardRuns(Uint8Array.from([...NOISE, ...bytes, ...NOISE]), CARDS), [])
    }
  })

  test('[independent] digits of a text are not spades, seats of a list not diamonds', () => {
    const spades = [0x31, 0x37, 0x33, 0x39, 0x35]
    assert.deepEqual(cardRuns(Buffer.from('{"at":1173958}'), spades), [])
    const diamonds = [1, 2, 4, 9, 11]
    assert.deepEqual(cardRuns(Uint8Array.of(0x93, 1, 2, 4), diamonds), [])
    assert.deepEqual(
      cardRuns(Uint8Array.of(0x80, 0, 2, 0x80, 1, 5, 0x80, 2, 8), [2, 5, 8, 1, 9]),
      [],
    )
  })
})

describe('LeakWatch', () => {
  test('[independent] a fair hand has no leak, also for a watcher and who joins late', () => {
    const { watch, desk } = table()
    desk.deal()
    desk.join(SECOND, true)
    desk.dealFifth()
    for (const place of [1, 0, 2]) {
      desk.push(desk.hand.seats[place]!.playerId, {
        type: 'fifth-card',
        seat: desk.hand.seats[place]!.seat,
        card: desk.hand.seats[place]!.cards[4],
      })
      desk.open(place)
      desk.join(1234 + place)
    }
    assert.deepEqual(leaksAfter({ watch, desk }), [])
  })

  test('[independent] finds four cards that a wrong view shows another player', () => {
    const { watch, desk } = table()
    desk.showTo(FIRST, 1)
    desk.deal()
    assert.deepEqual(leaksAfter({ watch, desk }), [[FIRST, FOREIGN.seat, '39,28,43,27']])
  })

  test('[independent] finds a whole hand that the state shows all before it is open', () => {
    const { watch, desk } = table()
    desk.deal()
    for (const [k, card] of FOREIGN.cards.entries()) desk.seat(1).cards[k] = card
    desk.patch()
    desk.open(1)
    const seen = FOREIGN.cards.join()
    const expected = [FIRST, THIRD, WATCHER].map((by) => [by, FOREIGN.seat, seen])
    assert.deepEqual(leaksAfter({ watch, desk }), expected)
  })

  test('[independent] finds a single fifth card sent to the wrong player', () => {
    const { watch, desk } = table()
    desk.deal()
    desk.push(THIRD, { type: 'fifth-card', seat: FOREIGN.seat, card: FOREIGN.cards[4] })
    desk.open(1)
    assert.deepEqual(leaksAfter({ watch, desk }), [[THIRD, FOREIGN.seat, '25']])
  })

  test('[independent] finds cards in an answer, in a refusal and in a fault', () => {
    for (const status of [0, 1, 2]) {
      const { watch, desk } = table()
      desk.deal()
      const fields = { dealt: { cards: FOREIGN.cards.slice(0, 2) } }
      desk.answer(FIRST, { code: 'desk/wrong-phase', fields }, status)
      assert.deepEqual(leaksAfter({ watch, desk }), [[FIRST, FOREIGN.seat, '39,28']])
    }
  })

  test('[independent] finds cards under a name nobody thought of', () => {
    const { watch, desk } = table()
    desk.deal()
    desk.push(WATCHER, { type: 'bid', seat: 0, debug: [FOREIGN.cards.slice(0, 3)] })
    assert.deepEqual(leaksAfter({ watch, desk }), [[WATCHER, FOREIGN.seat, '39,28,43']])
  })

  for (const [encoding, bytes, count] of PLANTED) {
    test(`[independent] finds ${encoding} in a frame of no known kind`, () => {
      const { watch, desk } = table()
      desk.deal()
      desk.frame(FIRST, [0x1f, ...NOISE, ...bytes, ...NOISE])
      const leaks = leaksAfter({ watch, desk })
      assert.equal(leaks.length, 1, JSON.stringify(leaks))
      assert.deepEqual(leaks[0]!.slice(0, 2), [FIRST, FOREIGN.seat])
      assert.equal(leaks[0]![2].split(',').length, count)
    })
  }

  test('[independent] finds what a state holds though the decoder passes over it', (context) => {
    context.mock.method(console, 'error', () => {})
    context.mock.method(console, 'warn', () => {})
    const { watch, desk } = table()
    desk.deal()
    // The structure 0x7f does not exist at this client, so that its decoder skips what follows.
    desk.frame(FIRST, [15, 0xff, 0x7f, ...each((card, k) => [0x80, k, card])])
    assert.deepEqual(leaksAfter({ watch, desk }), [[FIRST, FOREIGN.seat, '39,28,43,27']])
  })

  test('[independent] the same frames once the seat is open are no leak', () => {
    const { watch, desk } = table()
    desk.deal()
    desk.open(1)
    for (const [, bytes] of PLANTED) desk.frame(FIRST, [0x1f, ...NOISE, ...bytes, ...NOISE])
    desk.answer(FIRST, { cards: FOREIGN.cards })
    assert.deepEqual(leaksAfter({ watch, desk }), [])
  })

  test('[independent] an opening that comes before the record has it is a leak', () => {
    const opened = HAND.actions.find((one) => one.type === 'open' && one.seat === FOREIGN.seat)!
    for (const [earlyMs, leaks] of [
      [1000, 6],
      [0, 0],
    ]) {
      const { watch, desk } = table()
      desk.nowMs = HAND.startedAtMs
      desk.deal()
      desk.nowMs = opened.atMs - earlyMs!
      desk.open(1)
      // The state and the event, to each of the three others.
      assert.equal(leaksAfter({ watch, desk }).length, leaks)
    }
  })

  test('[independent] a replay of an earlier hand is no leak of the present one', () => {
    const { watch, desk } = table()
    const earlier = { ...shortBankerHand(), handId: 'h-earlier' }
    // The earlier hand gave seat 4 the very cards that seat 2 holds now.
    earlier.seats = earlier.seats.slice(3)
    earlier.seats[1]!.cards = [...FOREIGN.cards]
    watch.finished(earlier)
    const replay = {
      events: [
        { seq: 1, type: 'hand-started', handId: 'h-earlier', seats: [3, 4] },
        { seq: 2, type: 'opened', seat: 4, cards: FOREIGN.cards, group: [] },
      ],
    }
    desk.answer(FIRST, replay)
    desk.push(FIRST, { seq: 9, type: 'hand-started', handId: HAND.handId, seats: [0, 2, 3] })
    desk.deal()
    desk.answer(FIRST, replay)
    desk.answer(FIRST, { cards: FOREIGN.cards })
    assert.deepEqual(leaksAfter({ watch, desk }), [])
    desk.push(FIRST, { seq: 10, type: 'fifth-card', seat: 2, card: FOREIGN.cards[0] })
    assert.deepEqual(leaksAfter({ watch, desk }), [[FIRST, 2, '39']])
  })

  test('[independent] cards sent just before the state tells of the hand are found', () => {
    const { watch, desk } = table()
    desk.frame(FIRST, [0x1f, ...FOREIGN.cards])
    desk.deal()
    assert.deepEqual(leaksAfter({ watch, desk }), [[FIRST, 2, FOREIGN.cards.join()]])
  })

  test('[independent] what came before the hand was dealt cannot tell its cards', () => {
    const { watch, desk } = table()
    desk.nowMs = HAND.startedAtMs - 1000
    desk.frame(FIRST, [0x1f, ...FOREIGN.cards])
    assert.deepEqual(leaksAfter({ watch, desk }), [])
    desk.nowMs = HAND.startedAtMs
    desk.frame(FIRST, [0x1f, ...FOREIGN.cards])
    assert.deepEqual(leaksAfter({ watch, desk }), [[FIRST, 2, FOREIGN.cards.join()]])
  })

  test('[independent] a hand is over for who sees the next one, even if he saw no opening', () => {
    const { watch, desk } = table()
    desk.deal()
    desk.begin('h-next')
    desk.frame(FIRST, [0x1f, ...FOREIGN.cards])
    assert.deepEqual(leaksAfter({ watch, desk }), [])
  })

  test('[independent] a player who comes back does not see the old hand as the new one', () => {
    const { watch, desk } = table()
    desk.deal()
    desk.open(1)
    desk.drop(FIRST)
    desk.begin('h-next')
    desk.join(FIRST, true)
    const [a, b, c] = plainHand().seats.map((one) => one.cards)
    const next = { ...plainHand(), handId: 'h-next' }
    for (const [k, cards] of [c, a, b].entries()) next.seats[k]!.cards = cards!
    watch.finished(next)
    assert.deepEqual(leaksAfter({ watch, desk }), [])
  })

  test('[independent] random frames of no known kind accuse nobody', () => {
    const { watch, desk } = table()
    desk.deal()
    for (let k = 0; k < 2000; k += 1) {
      desk.frame(WATCHER, [0x1f, ...createHash('sha512').update(`frame ${k}`).digest()])
    }
    assert.deepEqual(leaksAfter({ watch, desk }), [])
  })
})
