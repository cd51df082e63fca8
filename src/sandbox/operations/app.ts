import type { Call, Operation } from "../operation.ts"
import { appOperation, installationOperation, numberParameter, openOperation } from "../operation.ts"
import { replyPage } from "../paging.ts"
import { Refusal, notFound, reply, validationFailed } from "../reply.ts"
import { renderInstallation, repositoriesOf } from "../representations/installation.ts"
import { renderFullUser, renderApp } from "../representations/user.ts"
import { renderRepository } from "../representations/repository.ts"
import type { DeliveryRecord } from "../webhooks.ts"
import type { Installation, Permissions } from "../records.ts"

interface TokenRequest {
  readonly repositories?: readonly string[]
  readonly repository_ids?: readonly number[]
  readonly permissions?: Permissions
}

/** The App about itself, its installations and tokens, and its webhook deliveries. */
export const appOperations: readonly Operation[] = [
  appOperation("apps/get-authenticated", (call) => reply(200, renderApp(call.links, call.world.app))),

  appOperation("apps/list-installations", (call) =>
    replyPage(call, [...call.world.installations.values()], (page) => page.map((installation) => renderInstallation(call, installation))),
  ),

  appOperation("apps/get-installation", (call) => reply(200, renderInstallation(call, requireInstallation(call)))),

  appOperation("apps/get-repo-installation", (call) => {
    const repository = call.world.findRepository(call.parameters["owner"] ?? "", call.parameters["repo"] ?? "")
    const installation = repository === undefined ? undefined : call.world.findInstallation(repository)
    if (installation === undefined) throw notFound()
    return reply(200, renderInstallation(call, installation))
  }),

  appOperation("apps/create-installation-access-token", (call) => {
    const installation = requireInstallation(call)
    if (installation.suspendedAt !== null) throw new Refusal(403, "This installation has been suspended")
    const request = call.body as TokenRequest
    const covered = repositoriesOf(call, installation)
    const asked =
      request.repository_ids ?? request.repositories?.map((name) => covered.find((repository) => repository.name === name)?.id ?? -1)
    if (asked?.some((id) => !covered.some((repository) => repository.id === id)) === true) {
      throw new Refusal(422, "There is at least one repository that does not exist or is not accessible to the parent installation.")
    }
    const permissions = request.permissions ?? installation.permissions
    if (
      Object.entries(permissions).some(
        ([name, level]) => name !== "metadata" && installation.permissions[name] !== level && installation.permissions[name] !== "write",
      )
    ) {
      throw new Refusal(422, "The permissions requested are not granted to this installation.")
    }
    const stateless = call.headers["x-github-stateless-s2s-token"] === "enabled"
    const token = call.tokens.issue(
      { installationId: installation.id, permissions: { metadata: "read", ...permissions }, repositoryIds: asked ?? null },
      { stateless },
    )
    return reply(201, {
      token: token.value,
      expires_at: `${token.expiresAt.toISOString().slice(0, 19)}Z`,
      permissions: token.permissions,
      repository_selection: asked === undefined && installation.repositoryIds === null ? "all" : "selected",
      ...(asked === undefined
        ? {}
        : {
            repositories: covered
              .filter((repository) => asked.includes(repository.id))
              .map((repository) => renderRepository(call, repository)),
          }),
    })
  }),

  appOperation("apps/list-webhook-deliveries", (call) => {
    // Newest first and paged by cursor, the id of the last delivery seen.
    const cursor = call.query.get("cursor")
    const all = call.webhooks.records.toReversed().filter((record) => cursor === null || record.id < Number(cursor))
    const wanted = call.query.get("status") === "failure" ? all.filter((record) => record.status !== "OK") : all
    const size = Math.min(100, Number(call.query.get("per_page") ?? 30))
    const shown = wanted.slice(0, size)
    const last = shown.at(-1)
    const more = wanted.length > size && last !== undefined
    const next = new URLSearchParams({ per_page: String(size), cursor: String(last?.id ?? 0) })
    return reply(
      200,
      shown.map(renderDelivery),
      more ? { link: `<${call.links.api}/app/hook/deliveries?${next.toString()}>; rel="next"` } : {},
    )
  }),

  appOperation("apps/get-webhook-delivery", (call) => {
    const record = requireDelivery(call)
    return reply(200, {
      ...renderDelivery(record),
      request: { headers: record.requestHeaders, payload: record.payload },
      response: { headers: record.responseHeaders, payload: record.responseBody },
    })
  }),

  appOperation("apps/redeliver-webhook-delivery", (call) => {
    const { guid } = requireDelivery(call)
    void call.webhooks.redeliver(guid)
    return reply(202, {})
  }),

  installationOperation("apps/list-repos-accessible-to-installation", (call) => {
    if (call.actor.kind !== "installation") throw new Refusal(403, "Resource not accessible")
    const { installation, token } = call.actor
    const covered = repositoriesOf(call, installation).filter(
      (repository) => token.repositoryIds === null || token.repositoryIds.includes(repository.id),
    )
    return replyPage(call, covered, (page) => ({
      total_count: covered.length,
      repository_selection: installation.repositoryIds === null ? "all" : "selected",
      repositories: page.map((repository) => renderRepository(call, repository)),
    }))
  }),

  openOperation("users/get-by-username", (call) => {
    const user = call.world.findUser(call.parameters["username"] ?? "")
    if (user === undefined) throw notFound()
    return reply(200, renderFullUser(call.links, user))
  }),

  openOperation("users/get-authenticated", (call) => {
    if (call.actor.kind === "anonymous") throw new Refusal(401, "Requires authentication")
    if (call.actor.kind !== "user") throw new Refusal(403, "Resource not accessible by integration")
    return reply(200, renderFullUser(call.links, call.actor.user))
  }),

  openOperation("rate-limit/get", (call) => {
    const bucket = { limit: 5000, used: 0, remaining: 5000, reset: Math.floor(call.world.clock.now().getTime() / 1000) + 3600 }
    return reply(200, { resources: { core: bucket, search: { ...bucket, limit: 30, remaining: 30 }, graphql: bucket }, rate: bucket })
  }),

  openOperation("meta/get", () =>
    reply(200, { verifiable_password_authentication: false, hooks: ["127.0.0.1/32"], git: ["127.0.0.1/32"] }),
  ),
]

function requireInstallation(call: Call): Installation {
  const installation = call.world.installations.get(numberParameter(call, "installation_id"))
  if (installation === undefined) throw notFound()
  return installation
}

function requireDelivery(call: Call): DeliveryRecord {
  const record = call.webhooks.records.find((candidate) => candidate.id === numberParameter(call, "delivery_id"))
  if (record === undefined) throw validationFailed({ resource: "Delivery", code: "missing", field: "delivery_id" })
  return record
}

function renderDelivery(record: DeliveryRecord): Record<string, unknown> {
  return {
    id: record.id,
    guid: record.guid,
    delivered_at: record.deliveredAt,
    redelivery: record.redelivery,
    duration: record.durationSeconds,
    status: record.status,
    status_code: record.statusCode,
    event: record.event,
    action: record.action,
    installation_id: record.installationId,
    repository_id: record.repositoryId,
  }
}
