// @ts-nocheck fixture
import { hooks } from "./hooks.ts"

export async function rename(user) {
  await hooks.fire("filter:user.rename", user)
  await hooks.fire("filter:user.slug", user)
  await hooks.fire("filter:user.name", user)
  // ok: no-floating-promise
  hooks.fire("action:user.rename", user)
}
