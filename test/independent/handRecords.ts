/** A hand record as JSON brings it, open to changes: tests spoil one field and see it found. */
export interface HandRecordJson {
  handId: string
  game: string
  tierId: number
  baseBet: number
  feePercent: number
  startedAtMs: number
  endedAtMs: number
  seedHash: string
  serverSeed: string
  bankerSeat: number
  seats: {
    seat: number
    playerId: number
    stake: number
    clientSeed: string
    cards: number[]
    handType: number
    bid: number
    bet: number
    result: number
    fee: number
  }[]
  actions: { atMs: number; seat: number; type: string; value: number }[]
}

/**
 * Three seats, two of them tied for the banker, who can pay. The server seed is the SHA-256 of
 * `plain-0`; deal, draw and gold were worked out by a program that shares nothing with this folder.
 */
export function plainHand(): HandRecordJson {
  const started = 1_700_000_000_000
  return {
    handId: 'h-plain-0',
    game: 'xpnn',
    tierId: 10102,
    baseBet: 100,
    feePercent: 5,
    startedAtMs: started,
    endedAtMs: started + 9000,
    seedHash: 'd820d840c33e1bc66436d074bb2b23ab0a96dd80d49d3fa474d07acc48a55269',
    serverSeed: 'fda577423eb71791c3eab527f539a06ac949b5344238cea1d674f1d2e400ffa6',
    bankerSeat: 3,
    seats: [
      {
        seat: 0,
        playerId: 1001,
        stake: 9000,
        clientSeed: '',
        cards: [34, 21, 7, 56, 18],
        handType: 4,
        bid: 3,
        bet: 2,
        result: -600,
        fee: 0,
      },
      {
        seat: 2,
        playerId: 1008,
        stake: 12345,
        clientSeed: 'river',
        cards: [39, 28, 43, 27, 25],
        handType: 6,
        bid: 1,
        bet: 4,
        result: 1200,
        fee: 60,
      },
      {
        seat: 3,
        playerId: 1015,
        stake: 10000,
        clientSeed: 'Zz-9_',
        cards: [50, 20, 10, 33, 57],
        handType: 6,
        bid: 3,
        bet: 0,
        result: -600,
        fee: 0,
      },
    ],
    actions: [
      { atMs: started + 700, seat: 2, type: 'bid', value: 1 },
      { atMs: started + 900, seat: 0, type: 'bid', value: 3 },
      { atMs: started + 4000, seat: 3, type: 'bid', value: 3 },
      { atMs: started + 4500, seat: 0, type: 'bet', value: 2 },
      { atMs: started + 4500, seat: 2, type: 'bet', value: 4 },
      { atMs: started + 5100, seat: 3, type: 'open', value: 0 },
      { atMs: started + 6000, seat: 0, type: 'open', value: 0 },
      { atMs: started + 9000, seat: 2, type: 'open', value: 0 },
    ],
  }
}

/**
 * Five seats and a banker whose stake and gains cannot cover three winners, with left-over units;
 * its server seed is the SHA-256 of `short-124`.
 */
export function shortBankerHand(): HandRecordJson {
  const started = 1_700_000_100_000
  const act = (afterMs: number, seat: number, type: string, value: number) => ({
    atMs: started + afterMs,
    seat,
    type,
    value,
  })
  return {
    handId: 'h-short-124',
    game: 'xpnn',
    tierId: 10104,
    baseBet: 1000,
    feePercent: 5,
    startedAtMs: started,
    endedAtMs: started + 3000,
    seedHash: 'f4ef00cd12d3b4a62128b09e5d28881b0afcc5c53d632f07c91af6e47b423074',
    serverSeed: '5eb4091015bee36b77f0ef914c695e9ddd527583b9b8cb760d0801f951fc3fb4',
    bankerSeat: 3,
    seats: [
      {
        seat: 0,
        playerId: 1001,
        stake: 50000,
        clientSeed: 'a',
        cards: [56, 19, 2, 54, 36],
        handType: 0,
        bid: 4,
        bet: 5,
        result: -20000,
        fee: 0,
      },
      {
        seat: 1,
        playerId: 1008,
        stake: 777,
        clientSeed: '',
        cards: [9, 6, 23, 42, 39],
        handType: 9,
        bid: 0,
        bet: 3,
        result: 11077,
        fee: 553,
      },
      {
        seat: 2,
        playerId: 1015,
        stake: 3001,
        clientSeed: '',
        cards: [17, 10, 1, 60, 25],
        handType: 1,
        bid: 2,
        bet: 1,
        result: 1846,
        fee: 92,
      },
      {
        seat: 3,
        playerId: 1022,
        stake: 4000,
        clientSeed: 'x_1',
        cards: [5, 49, 61, 59, 34],
        handType: 0,
        bid: 4,
        bet: 0,
        result: -4000,
        fee: 0,
      },
      {
        seat: 4,
        playerId: 1029,
        stake: 60,
        clientSeed: 'seat4',
        cards: [27, 11, 18, 7, 33],
        handType: 10,
        bid: 1,
        bet: 2,
        result: 11077,
        fee: 553,
      },
    ],
    actions: [
      act(100, 0, 'bid', 4),
      act(100, 1, 'bid', 0),
      act(200, 2, 'bid', 2),
      act(200, 3, 'bid', 4),
      act(200, 4, 'bid', 1),
      act(900, 0, 'bet', 5),
      act(900, 1, 'bet', 3),
      act(1000, 2, 'bet', 1),
      act(1100, 4, 'bet', 2),
      act(1200, 4, 'open', 0),
      act(1300, 3, 'open', 0),
      act(1300, 2, 'open', 0),
      act(2000, 1, 'open', 0),
      act(3000, 0, 'open', 0),
    ],
  }
}
