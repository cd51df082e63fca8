import type { Scene } from "../scene.ts"
import type { Repository } from "../records.ts"
import { fullName, nodeId, select } from "../world.ts"
import { renderUser } from "./user.ts"

/** Takes a repository; returns the form that is nested in pull requests and webhooks. */
export function renderRepository({ world, links }: Scene, repository: Repository): Record<string, unknown> {
  const name = fullName(repository)
  const url = `${links.api}/repos/${name}`
  const open = select(
    world.pullRequests,
    (pullRequest) => pullRequest.repositoryId === repository.id && pullRequest.state === "open",
  ).length
  const forks = select(world.repositories, (other) => other.parentId === repository.id).length
  return {
    id: repository.id,
    node_id: nodeId("R", repository.id),
    name: repository.name,
    full_name: name,
    private: repository.private,
    owner: renderUser(links, repository.owner),
    html_url: `${links.web}/${name}`,
    description: repository.description,
    fork: repository.parentId !== null,
    url,
    archive_url: `${url}/{archive_format}{/ref}`,
    assignees_url: `${url}/assignees{/user}`,
    blobs_url: `${url}/git/blobs{/sha}`,
    branches_url: `${url}/branches{/branch}`,
    collaborators_url: `${url}/collaborators{/collaborator}`,
    comments_url: `${url}/comments{/number}`,
    commits_url: `${url}/commits{/sha}`,
    compare_url: `${url}/compare/{base}...{head}`,
    contents_url: `${url}/contents/{+path}`,
    contributors_url: `${url}/contributors`,
    deployments_url: `${url}/deployments`,
    downloads_url: `${url}/downloads`,
    events_url: `${url}/events`,
    forks_url: `${url}/forks`,
    git_commits_url: `${url}/git/commits{/sha}`,
    git_refs_url: `${url}/git/refs{/sha}`,
    git_tags_url: `${url}/git/tags{/sha}`,
    git_url: `git://${links.web.replace(/^\w+:\/\//, "")}/${name}.git`,
    issue_comment_url: `${url}/issues/comments{/number}`,
    issue_events_url: `${url}/issues/events{/number}`,
    issues_url: `${url}/issues{/number}`,
    keys_url: `${url}/keys{/key_id}`,
    labels_url: `${url}/labels{/name}`,
    languages_url: `${url}/languages`,
    merges_url: `${url}/merges`,
    milestones_url: `${url}/milestones{/number}`,
    notifications_url: `${url}/notifications{?since,all,participating}`,
    pulls_url: `${url}/pulls{/number}`,
    releases_url: `${url}/releases{/id}`,
    ssh_url: `git@sandbox:${name}.git`,
    stargazers_url: `${url}/stargazers`,
    statuses_url: `${url}/statuses/{sha}`,
    subscribers_url: `${url}/subscribers`,
    subscription_url: `${url}/subscription`,
    tags_url: `${url}/tags`,
    teams_url: `${url}/teams`,
    trees_url: `${url}/git/trees{/sha}`,
    clone_url: `${links.web}/${name}.git`,
    mirror_url: null,
    hooks_url: `${url}/hooks`,
    svn_url: `${links.web}/${name}`,
    homepage: null,
    language: null,
    forks_count: forks,
    forks,
    stargazers_count: 0,
    watchers_count: 0,
    watchers: 0,
    size: 0,
    default_branch: repository.defaultBranch,
    open_issues_count: open,
    open_issues: open,
    is_template: false,
    topics: [],
    has_issues: true,
    has_projects: false,
    has_wiki: false,
    has_pages: false,
    has_downloads: true,
    has_discussions: false,
    archived: false,
    disabled: false,
    visibility: repository.private ? "private" : "public",
    pushed_at: repository.pushedAt,
    created_at: repository.createdAt,
    updated_at: repository.pushedAt,
    license: null,
    allow_forking: true,
    web_commit_signoff_required: false,
  }
}

/** Takes a repository; returns the form of `GET /repos/{owner}/{repo}`. */
export function renderFullRepository(scene: Scene, repository: Repository): Record<string, unknown> {
  const parent = repository.parentId === null ? undefined : scene.world.repositories.get(repository.parentId)
  return {
    ...renderRepository(scene, repository),
    subscribers_count: 0,
    network_count: 0,
    ...(parent === undefined ? {} : { parent: renderRepository(scene, parent), source: renderRepository(scene, parent) }),
  }
}
