import { computed, signal } from '@preact/signals'
import { REFUSALS, type RefusalCode } from '../../src/contract/refusals.ts'
import { recall, remember } from '../app/stored.ts'
import { en } from './en.ts'
import { REFUSALS_ZH } from './refusalsZh.ts'
import { zh } from './zh.ts'

export type Language = 'zh' | 'en'

function firstLanguage(): Language {
  const remembered = recall('language')
  if (remembered === 'zh' || remembered === 'en') return remembered
  const asked = typeof navigator === 'undefined' ? [] : (navigator.languages ?? [])
  const known = asked.find((tag) => /^(zh|en)\b/i.test(tag))
  return known?.toLowerCase().startsWith('zh') ? 'zh' : 'en'
}

export const language = signal<Language>(firstLanguage())
export const words = computed(() => (language.value === 'zh' ? zh : en))

export function switchLanguage(): void {
  language.value = language.value === 'zh' ? 'en' : 'zh'
  remember('language', language.value)
}

/** Fills `{name}` places of a text. */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place))
}

/** A refusal in the language of the player. */
export function refusalText(code: string, inLanguage: Language, detail?: string): string {
  const known = code as RefusalCode
  const english = REFUSALS[known]?.[1] ?? detail ?? code
  return inLanguage === 'zh' ? (REFUSALS_ZH[known] ?? english) : english
}

/** Of a name written in both languages ("平民场 Commoner") the part in ours. */
export function nameIn(inLanguage: Language, name: string): string {
  const parts = name.match(/^(\p{Script=Han}[^\sA-Za-z]*)\s+(\S.*)$/u)
  if (!parts) return name
  return (inLanguage === 'zh' ? parts[1] : parts[2]) ?? name
}

const numbers = new Intl.NumberFormat('en-US')

export function goldText(gold: number): string {
  return numbers.format(gold)
}

/** Short, for a seat: full up to six digits, then in 万 or K, M, B. */
export function shortGold(gold: number, inLanguage: Language): string {
  if (Math.abs(gold) < 1_000_000) return numbers.format(gold)
  const locale = inLanguage === 'zh' ? 'zh-CN' : 'en-US'
  return new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 2 }).format(
    gold,
  )
}

export function signedGold(gold: number): string {
  return gold > 0 ? `+${numbers.format(gold)}` : numbers.format(gold).replace('-', '−')
}
