import { signal } from '@preact/signals'
import { recall, remember } from './stored.ts'

/** Off until the player asks for it: a page should not be loud by itself. */
export const isSoundOn = signal(recall('sound') === 'on')

export function switchSound(): void {
  isSoundOn.value = !isSoundOn.value
  remember('sound', isSoundOn.value ? 'on' : 'off')
  if (isSoundOn.value) playSound('chip')
}

export type SoundName = 'deal' | 'flip' | 'chip' | 'turn' | 'win' | 'lose'

/** One tone of a sound: when it starts, its pitch and its length, in seconds and hertz. */
type Tone = readonly [startS: number, pitchHz: number, lengthS: number]

const TONES: Readonly<Record<SoundName, readonly Tone[]>> = {
  deal: Array.from({ length: 5 }, (_, i) => [i * 0.07, 2200 - i * 120, 0.03] as const),
  flip: [[0, 1500, 0.04]],
  chip: [
    [0, 2900, 0.05],
    [0.04, 3500, 0.06],
  ],
  turn: [
    [0, 660, 0.12],
    [0.12, 880, 0.18],
  ],
  win: [
    [0, 523, 0.14],
    [0.12, 659, 0.14],
    [0.24, 784, 0.14],
    [0.36, 1047, 0.3],
  ],
  lose: [
    [0, 392, 0.2],
    [0.18, 311, 0.32],
  ],
}

const LOUDNESS = 0.07
let context: AudioContext | undefined

/** Plays a short sound made of plain tones; nothing is loaded for it. */
export function playSound(name: SoundName): void {
  if (!isSoundOn.peek()) return
  context ??= new AudioContext()
  const nowS = context.currentTime
  for (const [startS, pitchHz, lengthS] of TONES[name]) {
    const tone = context.createOscillator()
    const volume = context.createGain()
    tone.type = 'triangle'
    tone.frequency.value = pitchHz
    volume.gain.setValueAtTime(LOUDNESS, nowS + startS)
    volume.gain.exponentialRampToValueAtTime(0.0001, nowS + startS + lengthS)
    tone.connect(volume).connect(context.destination)
    tone.start(nowS + startS)
    tone.stop(nowS + startS + lengthS)
  }
}
