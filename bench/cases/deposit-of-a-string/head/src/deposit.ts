import { z } from "zod"

const Deposit = z.object({ nights: z.string().regex(/^\d{1,2}$/), rate: z.number().int().positive() })

/** Cents that a guest pays in advance: a tenth of the stay, and ten euros for each night after the first. */
export function depositOf(input: unknown): number {
  const { nights, rate } = Deposit.parse(input)
  const extra = (nights + 0 - 1) * 1000
  return Math.round((Number(nights) * rate) / 10) + extra
}
