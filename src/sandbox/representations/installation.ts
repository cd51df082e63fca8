import type { Scene } from "../scene.ts"
import type { Installation, Repository } from "../records.ts"
import { select } from "../world.ts"
import { renderUser } from "./user.ts"

/** Takes an installation; returns its REST form. */
export function renderInstallation({ world, links }: Scene, installation: Installation): Record<string, unknown> {
  return {
    id: installation.id,
    account: renderUser(links, installation.account),
    repository_selection: installation.repositoryIds === null ? "all" : "selected",
    access_tokens_url: `${links.api}/app/installations/${installation.id}/access_tokens`,
    repositories_url: `${links.api}/installation/repositories`,
    html_url: `${links.web}/settings/installations/${installation.id}`,
    app_id: world.app.id,
    app_slug: world.app.slug,
    target_id: installation.account.id,
    target_type: installation.account.type,
    permissions: installation.permissions,
    events: world.app.events,
    created_at: installation.createdAt,
    updated_at: installation.createdAt,
    single_file_name: null,
    has_multiple_single_files: false,
    single_file_paths: [],
    suspended_by: installation.suspendedAt === null ? null : renderUser(links, installation.account),
    suspended_at: installation.suspendedAt,
  }
}

/** Takes an installation; returns the repositories that it covers. */
export function repositoriesOf({ world }: Pick<Scene, "world">, installation: Installation): Repository[] {
  return select(
    world.repositories,
    (repository) =>
      repository.owner.id === installation.account.id &&
      (installation.repositoryIds === null || installation.repositoryIds.has(repository.id)),
  )
}
