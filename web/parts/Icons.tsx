/** Small line pictures for buttons; what they mean is said by the button's label. */
const PATHS = {
  back: 'M15 5l-7 7 7 7',
  swap: 'M4 8h13l-3-3M20 16H7l3 3',
  shield: 'M12 3l7 3v6c0 4-3 7-7 9-4-2-7-5-7-9V6zM9 12l2 2 4-4',
  keys: 'M3 7h18v10H3zM7 11h.01M11 11h.01M15 11h.01M8 14h8',
  soundOn: 'M4 10v4h4l5 4V6L8 10zM16 9c1 2 1 4 0 6M18.5 7c2 3 2 7 0 10',
  soundOff: 'M4 10v4h4l5 4V6L8 10zM17 10l4 4M21 10l-4 4',
  people:
    'M9 11a3 3 0 100-6 3 3 0 000 6zM3 19c0-4 3-6 6-6s6 2 6 6M16 6a3 3 0 010 5M17 13c3 0 4 3 4 6',
  table: 'M3 9c0-2 4-4 9-4s9 2 9 4-4 4-9 4-9-2-9-4zM12 13v5M8 19h8',
  close: 'M6 6l12 12M18 6L6 18',
  check: 'M5 12l5 5 9-10',
  language: 'M4 6h9M8 4v2M11 6c0 4-3 7-7 8M6 9c1 2 4 4 6 5M12 20l4-10 4 10M13.500 16.500h5',
  eye: 'M2 12c3-5 6-7 10-7s7 2 10 7c-3 5-6 7-10 7s-7-2-10-7zM12 15a3 3 0 100-6 3 3 0 000 6z',
  eyeShut: 'M2 12c3-5 6-7 10-7s7 2 10 7c-3 5-6 7-10 7s-7-2-10-7zM4 21L20 3',
  out: 'M10 4H5v16h5M14 8l4 4-4 4M18 12H9',
} as const

export function Icon({ name }: { name: keyof typeof PATHS }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  )
}

/** A gold coin with the square hole of old money. */
export function Coin() {
  return <span class="coin" aria-hidden="true" />
}
