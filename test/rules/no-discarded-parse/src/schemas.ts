import { z } from "zod"

export const profile = z.object({ firstName: z.string().optional(), email: z.string().email() })
export const profileChange = profile.partial().refine((each) => Object.keys(each).length > 0)
export const closedProfile = z.object({ firstName: z.string() }).strict()
export const openProfile = z.object({ firstName: z.string() }).passthrough()
