// @ts-nocheck fixture
import { IsInt, IsOptional, Max, Min } from "class-validator"
import { z } from "zod"

export const loose = z.object({ cursor: z.string().optional(), limit: z.coerce.number().int().positive().default(50) })
export const tight = z.object({ limit: z.coerce.number().int().positive().max(200).default(50) })
export const cut = z.object({ limit: z.coerce.number().transform((n) => Math.min(n, 200)) })

export class ListOrders {
  @IsOptional()
  @IsInt()
  @Min(1)
  limit = 20
}

export class ListInvoices {
  @IsInt()
  @Min(1)
  @Max(100)
  limit = 20
}
