import { randomBytes } from "node:crypto"
import type { Newsroom } from "./events.ts"
import type { User } from "./records.ts"
import type { World } from "./world.ts"

/** Where people act: what they change, who hears of it, and where it lies on the disk and on the web. */
export interface Stage {
  readonly world: World
  readonly news: Newsroom
  readonly root: string
  readonly url: string
}

/** Takes a login; returns the account, created where there is none. People get a token of their own. */
export function findOrCreateUser(world: World, login: string, type: User["type"] = "User", name: string | null = null): User {
  return (
    world.findUser(login) ?? world.addUser({ login, type, name, token: type === "User" ? `ghp_${randomBytes(18).toString("hex")}` : "" })
  )
}
