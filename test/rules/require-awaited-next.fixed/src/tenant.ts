// @ts-nocheck fixture
import { findTenant } from "./tenants.ts"

export async function tenant(ctx, next) {
  ctx.state.tenant = await findTenant(ctx.hostname)
  // ruleid: require-awaited-next
  await next()
}

export const timing = () => async (context, next) => {
  const start = Date.now()
  // ruleid: require-awaited-next
  await next()
  context.set("x-time", String(Date.now() - start))
}

export function plain(ctx, next) {
  ctx.state.seen = true
  // ruleid: require-awaited-next
  next()
}

export async function guarded(ctx, next) {
  if (!ctx.state.user) ctx.throw(401)
  // ok: require-awaited-next
  await next()
}

export function returned(ctx, next) {
  // ok: require-awaited-next
  return next()
}

export const short = (ctx, next) => next()

export async function express(req, res, next) {
  // ok: require-awaited-next
  next()
}

export function walk(list, next) {
  // ok: require-awaited-next
  next()
}
