// Short names that read the same to a Chinese and to an English speaker.
const FIRST = [
  'Jade',
  'Ruby',
  'Amber',
  'Lotus',
  'Bamboo',
  'Mango',
  'Lemon',
  'Kiwi',
  'Cherry',
  'Peach',
  'Coco',
  'Mocha',
  'Honey',
  'Sunny',
  'Lucky',
  'Happy',
  'Snow',
  'Moon',
  'Star',
  'Cloud',
  'River',
  'Maple',
  'Silver',
  'Golden',
] as const
const SECOND = [
  'Panda',
  'Tiger',
  'Dragon',
  'Phoenix',
  'Koala',
  'Rabbit',
  'Monkey',
  'Otter',
  'Crane',
  'Swan',
  'Fox',
  'Bear',
  'Deer',
  'Whale',
  'Dolphin',
  'Turtle',
  'Tanuki',
  'Lynx',
  'Falcon',
  'Lion',
  'Robin',
  'Pony',
  'Koi',
  'Owl',
] as const

/** A friendly first nickname: `Jade Panda 27`. `random(n)` is an integer from 0 to n − 1. */
export function guestName(random: (below: number) => number): string {
  const first = FIRST[random(FIRST.length)]
  const second = SECOND[random(SECOND.length)]
  return `${first} ${second} ${10 + random(90)}`
}
