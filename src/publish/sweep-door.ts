import { withGitHubErrors } from "../github/classify-error.ts"
import type { GitHubClients } from "../github/clients.ts"
import type { FailedDelivery, SweepDoor } from "../model/ports.ts"
import { hasCheck } from "./check-run.ts"

// A hundred each. An App with more deliveries in three days looks at the newest.
const mostDeliveryPages = 20
const mostRepositoryPages = 10
// A review that takes longer is given up by the queue.
const patienceMs = 60 * 60_000

/** Returns GitHub as the sweep for lost events sees it. */
export function createSweepDoor(clients: GitHubClients): SweepDoor {
  const { app } = clients
  return {
    listFailedDeliveries: (since) => withGitHubErrors("list the deliveries", () => listFailedDeliveries(clients, since)),
    redeliver: async (deliveryId) => {
      await withGitHubErrors("deliver an event again", () => app.rest.apps.redeliverWebhookDelivery({ delivery_id: deliveryId }))
    },
    listInstallations: async () => {
      const installations = await withGitHubErrors("list the installations", () =>
        app.paginate(app.rest.apps.listInstallations, { per_page: 100 }),
      )
      return installations
        .filter((installation) => installation.suspended_at === null)
        .map((installation) => ({ installationId: installation.id, createdAt: new Date(installation.created_at) }))
    },
    listRepositories: async (installationId) => {
      const api = clients.installation(installationId)
      let pages = 0
      const repositories = await withGitHubErrors("list the repositories", () =>
        api.paginate(api.rest.apps.listReposAccessibleToInstallation, { per_page: 100 }, ({ data }, done) => {
          if (++pages >= mostRepositoryPages) done()
          return data
        }),
      )
      return repositories
        .filter((repository) => !repository.archived)
        .toSorted((a, b) => ((a.pushed_at ?? "") < (b.pushed_at ?? "") ? 1 : -1))
        .map(({ id, name, owner }) => ({ installationId, repositoryId: id, owner: owner.login, name }))
    },
    listOpenPullRequests: async ({ installationId, owner, name }, since) => {
      const api = clients.installation(installationId)
      const { data } = await withGitHubErrors("list the open pull requests", () =>
        api.rest.pulls.list({ owner, repo: name, state: "open", sort: "updated", direction: "desc", per_page: 100 }),
      )
      return data
        .map((each) => ({ number: each.number, headSha: each.head.sha, updatedAt: new Date(each.updated_at) }))
        .filter((each) => each.updatedAt >= since)
    },
    hasCheck: (ref, headSha, now) =>
      hasCheck({ api: clients.installation(ref.installationId), appId: clients.appId, ref, headSha }, { now, patienceMs }),
  }
}

// Newest first. An event is lost only when none of its attempts arrived, whichever of them is on which page.
async function listFailedDeliveries({ app }: Pick<GitHubClients, "app">, since: Date): Promise<readonly FailedDelivery[]> {
  let pages = 0
  const deliveries = await app.paginate(app.rest.apps.listWebhookDeliveries, { per_page: 100 }, ({ data }, done) => {
    const oldest = data.at(-1)
    if (++pages >= mostDeliveryPages || (oldest !== undefined && new Date(oldest.delivered_at) < since)) done()
    return data
  })
  const recent = deliveries.filter((delivery) => new Date(delivery.delivered_at) >= since)
  return [...Map.groupBy(recent, (delivery) => delivery.guid).values()]
    .filter((attempts) => attempts.every((attempt) => attempt.status !== "OK"))
    .map((attempts) => ({ deliveryId: attempts[0]!.id, attempts: attempts.length }))
}
