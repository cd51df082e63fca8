import type { Links } from "../scene.ts"
import type { App, User } from "../records.ts"
import { nodeId } from "../world.ts"

/** Takes an account; returns GitHub's short form of it. */
export function renderUser(links: Links, user: User): Record<string, unknown> {
  const login = encodeURIComponent(user.login)
  const url = `${links.api}/users/${login}`
  return {
    login: user.login,
    id: user.id,
    node_id: nodeId("U", user.id),
    avatar_url: `${links.web}/avatars/${user.id}`,
    gravatar_id: "",
    url,
    html_url: `${links.web}/${user.type === "Bot" ? `apps/${login.replace("%5Bbot%5D", "")}` : login}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: user.type,
    site_admin: false,
  }
}

/** Takes an account; returns the long form of `GET /users/{username}` and `GET /user`. */
export function renderFullUser(links: Links, user: User): Record<string, unknown> {
  return {
    ...renderUser(links, user),
    name: user.name,
    company: null,
    blog: "",
    location: null,
    email: null,
    hireable: null,
    bio: null,
    public_repos: 0,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: user.createdAt,
    updated_at: user.createdAt,
  }
}

/** Takes an organisation; returns the form that webhooks carry. */
export function renderOrganization(links: Links, organization: User): Record<string, unknown> {
  const url = `${links.api}/orgs/${organization.login}`
  return {
    login: organization.login,
    id: organization.id,
    node_id: nodeId("O", organization.id),
    url,
    repos_url: `${url}/repos`,
    events_url: `${url}/events`,
    hooks_url: `${url}/hooks`,
    issues_url: `${url}/issues`,
    members_url: `${url}/members{/member}`,
    public_members_url: `${url}/public_members{/member}`,
    avatar_url: `${links.web}/avatars/${organization.id}`,
    description: "",
  }
}

/** Takes the App; returns it as checks and `GET /app` show it. */
export function renderApp(links: Links, app: App): Record<string, unknown> {
  return {
    id: app.id,
    slug: app.slug,
    node_id: nodeId("A", app.id),
    owner: renderUser(links, app.owner),
    name: app.name,
    description: "",
    external_url: links.web,
    html_url: `${links.web}/apps/${app.slug}`,
    created_at: app.createdAt,
    updated_at: app.createdAt,
    permissions: app.permissions,
    events: app.events,
  }
}
