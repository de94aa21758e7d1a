import type { z } from 'zod'

/** A value of the agreed form, or what is wrong with it, for people. */
export type Checked<T> = { readonly value: T } | { readonly mistake: string }

/**
 * [HP13] Checks what a stranger sent; never throws. Zod's length checks also look at values that are
 * no strings, and what is in those may throw when it is compared.
 */
export function checkForm<S extends z.ZodType>(schema: S, value: unknown): Checked<z.output<S>> {
  try {
    const parsed = schema.safeParse(value)
    if (parsed.success) return { value: parsed.data }
    const issue = parsed.error.issues[0]
    const where = issue?.path.join('.')
    return { mistake: `${where ? `${where}: ` : ''}${issue?.message ?? ''}` }
  } catch {
    return { mistake: 'not of the agreed form' }
  }
}
