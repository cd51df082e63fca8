import { z } from "zod"

export const maxPageSize = 100

export const OrderStatus = z.enum(["PLACED", "PAID", "SHIPPED", "CANCELLED"])

export const OrderParams = z.object({ id: z.string().uuid() })

export const OrderListQuery = z.object({
  status: OrderStatus.optional(),
  cursor: z.string().uuid().optional(),
  limit: z.coerce.number().int().min(1).max(maxPageSize).default(20),
})
export type OrderListQuery = z.infer<typeof OrderListQuery>

export const NewExport = z
  .object({
    status: OrderStatus.optional(),
    from: z.coerce.date(),
    to: z.coerce.date(),
  })
  .strict()
  .refine(({ from, to }) => from < to, { message: "must be before the end", path: ["from"] })
export type NewExport = z.infer<typeof NewExport>

export const NewOrder = z
  .object({
    customerId: z.string().uuid(),
    lines: z
      .array(z.object({ productId: z.string().uuid(), quantity: z.number().int().min(1).max(1000) }).strict())
      .min(1)
      .max(50),
  })
  .strict()
export type NewOrder = z.infer<typeof NewOrder>
