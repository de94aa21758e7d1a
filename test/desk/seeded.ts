/** Numbers of [0, 1) that are the same for the same seed: a 32-bit counter, well mixed. */
export function seeded(seed: number): () => number {
  let counter = seed
  return () => {
    counter = (counter + 0x9e3779b9) | 0
    let mixed = Math.imul(counter ^ (counter >>> 16), 0x21f0aaad)
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32
  }
}
