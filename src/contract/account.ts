import { z } from 'zod'

/**
 * [AC1] An account name: 3 to 32 of ASCII letters, digits and `. _ - + @` (so that an e-mail address
 * is one), the first a letter or a digit. Other alphabets hold letters that look alike.
 */
export const accountSchema = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._+@-]{2,31}$/, '3 to 32 letters, digits or . _ - + @')

/** [PW1] A password: 8 to 128 characters of any kind. */
export const passwordSchema = z
  .string()
  .min(8)
  .max(128)
  .refine((password) => password.isWellFormed(), 'half a character')

/** What a client made up to tell its device by. */
export const deviceIdSchema = z.string().min(8).max(128)
