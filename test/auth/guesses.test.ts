import { MemoryGuessLimits } from '../../src/auth/MemoryGuessLimits.ts'
import { describeGuesses } from './describeGuesses.ts'

describeGuesses('guesses at passwords', (clock) => new MemoryGuessLimits(clock))
