import { z } from "zod"

export const room = z.object({
  name: z.string().min(1),
  folder: z.string().min(1),
})
