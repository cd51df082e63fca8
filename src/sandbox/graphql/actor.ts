import { renderUser } from "../representations/user.ts"
import type { User } from "../records.ts"
import { nodeId } from "../world.ts"
import type { Context } from "./context.ts"

/** Takes an account; returns it as an `Actor`. GraphQL writes a bot's login without the brackets of REST. */
export function composeActor({ links }: Context, user: User): Record<string, unknown> {
  const rest = renderUser(links, user)
  return {
    __typename: user.type,
    id: nodeId("U", user.id),
    databaseId: user.id,
    login: user.login.replace(/\[bot\]$/, ""),
    name: user.name,
    url: rest["html_url"],
    avatarUrl: rest["avatar_url"],
    resourcePath: `/${user.login}`,
  }
}
