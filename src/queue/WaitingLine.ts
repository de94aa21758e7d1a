/**
 * People in a line who may also leave from the middle. A Fenwick tree over the slots answers "how
 * many stand before me" in O(log n), so that ten thousand waiting clients may ask often.
 */
export class WaitingLine<T> {
  #slots: (T | undefined)[] = []
  /** 1-based partial sums over the occupied slots. */
  #sums: number[] = [0]
  #slotOf = new Map<T, number>()
  #head = 0

  get length(): number {
    return this.#slotOf.size
  }

  /** Joins at the end. */
  push(who: T): void {
    if (this.#slotOf.has(who)) throw new Error('already in the line')
    this.#append(who)
  }

  /** Leaves from wherever he stands; false if he is not in the line. */
  remove(who: T): boolean {
    const slot = this.#slotOf.get(who)
    if (slot === undefined) return false
    this.#slotOf.delete(who)
    this.#slots[slot] = undefined
    for (let at = slot + 1; at < this.#sums.length; at += at & -at) {
      this.#sums[at] = (this.#sums[at] as number) - 1
    }
    // Empty slots are given back once they are most of the line.
    if (this.#slots.length > 64 && this.#slots.length > this.length * 2) this.#compact()
    return true
  }

  /** Who stands at the head. */
  first(): T | undefined {
    while (this.#head < this.#slots.length && this.#slots[this.#head] === undefined) this.#head++
    return this.#slots[this.#head]
  }

  /** 1 for the head of the line; 0 for who is not in it. */
  positionOf(who: T): number {
    const slot = this.#slotOf.get(who)
    return slot === undefined ? 0 : this.#countBefore(slot) + 1
  }

  #append(who: T): void {
    this.#slotOf.set(who, this.#slots.length)
    this.#slots.push(who)
    const at = this.#slots.length
    // A node of the tree covers the (at & -at) slots that end at it.
    this.#sums[at] = 1 + this.#countBefore(at - 1) - this.#countBefore(at - (at & -at))
  }

  #countBefore(slot: number): number {
    let count = 0
    for (let at = slot; at > 0; at -= at & -at) count += this.#sums[at] as number
    return count
  }

  #compact(): void {
    const standing = this.#slots.filter((who) => who !== undefined)
    this.#slots = []
    this.#sums = [0]
    this.#slotOf = new Map()
    this.#head = 0
    for (const who of standing) this.#append(who as T)
  }
}
