import { AVATARS } from '../contract/hall.ts'

const FIRST = [
  'Lotus',
  'Bamboo',
  'Plum',
  'Jade',
  'Amber',
  'Willow',
  'Cedar',
  'Pearl',
  'Maple',
  'Crane',
  'Sparrow',
  'Panda',
  'Koi',
  'Tiger',
  'Swallow',
  'Heron',
]
const LAST = ['Wei', 'Lin', 'Mei', 'Bo', 'Ann', 'Leo', 'Xia', 'Tao', 'Kai', 'Ruo', 'Max', 'Ning']

/** The name and picture of the n-th house bot (from 0): the same each time. */
export function botName(n: number): { nickname: string; avatar: number } {
  const first = FIRST[n % FIRST.length]
  const last = LAST[Math.floor(n / FIRST.length) % LAST.length]
  const round = Math.floor(n / (FIRST.length * LAST.length))
  return { nickname: `${first} ${last}${round ? ` ${round + 1}` : ''}`, avatar: (n * 7) % AVATARS }
}
