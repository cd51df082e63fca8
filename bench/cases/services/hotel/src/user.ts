import type { FastifyRequest } from "fastify"

export interface Clerk {
  readonly id: number
  readonly hotelId: number
}

/** Who is signed in; the hook of the app has verified the token. */
export function clerkOf(request: FastifyRequest): Clerk {
  return request.user as Clerk
}
