import { z } from "zod"

export const CustomerParams = z.object({ id: z.string().uuid() })

export const NewCustomer = z
  .object({
    email: z.string().trim().toLowerCase().email().max(254),
    name: z.string().trim().min(1).max(200),
  })
  .strict()
export type NewCustomer = z.infer<typeof NewCustomer>
