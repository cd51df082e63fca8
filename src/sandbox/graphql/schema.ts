import type { GraphQLSchema } from "graphql"
import { buildSchema } from "graphql"

/**
 * The part of GitHub's GraphQL that the App and `gh` ask for, written by hand: names, types and nullability are those of
 * GitHub's public schema, so that a query which passes here is one that GitHub would take too.
 */
const definitions = /* GraphQL */ `
  scalar DateTime
  scalar URI
  scalar GitObjectID
  scalar HTML

  type Query {
    viewer: User!
    repository(owner: String!, name: String!, followRenames: Boolean = true): Repository
    node(id: ID!): Node
    rateLimit(dryRun: Boolean = false): RateLimit
  }
  type Mutation {
    addComment(input: AddCommentInput!): AddCommentPayload
    addPullRequestReview(input: AddPullRequestReviewInput!): AddPullRequestReviewPayload
    resolveReviewThread(input: ResolveReviewThreadInput!): ResolveReviewThreadPayload
    unresolveReviewThread(input: UnresolveReviewThreadInput!): UnresolveReviewThreadPayload
    minimizeComment(input: MinimizeCommentInput!): MinimizeCommentPayload
    unminimizeComment(input: UnminimizeCommentInput!): UnminimizeCommentPayload
  }

  type RateLimit {
    cost: Int!
    limit: Int!
    remaining: Int!
    resetAt: DateTime!
    used: Int!
    nodeCount: Int!
  }
  type PageInfo {
    endCursor: String
    hasNextPage: Boolean!
    hasPreviousPage: Boolean!
    startCursor: String
  }

  interface Node {
    id: ID!
  }
  interface Actor {
    login: String!
    url: URI!
    avatarUrl(size: Int): URI!
    resourcePath: URI!
  }
  interface RepositoryOwner {
    id: ID!
    login: String!
    url: URI!
  }
  interface Comment {
    author: Actor
    body: String!
    createdAt: DateTime!
  }
  interface Minimizable {
    isMinimized: Boolean!
    minimizedReason: String
  }

  type User implements Node & Actor & RepositoryOwner {
    id: ID!
    databaseId: Int
    login: String!
    name: String
    url: URI!
    avatarUrl(size: Int): URI!
    resourcePath: URI!
  }
  type Organization implements Node & Actor & RepositoryOwner {
    id: ID!
    databaseId: Int
    login: String!
    name: String
    url: URI!
    avatarUrl(size: Int): URI!
    resourcePath: URI!
  }
  type Bot implements Node & Actor {
    id: ID!
    databaseId: Int
    login: String!
    url: URI!
    avatarUrl(size: Int): URI!
    resourcePath: URI!
  }

  enum RepositoryPermission {
    ADMIN
    MAINTAIN
    READ
    TRIAGE
    WRITE
  }
  type Repository implements Node {
    id: ID!
    databaseId: Int
    name: String!
    nameWithOwner: String!
    owner: RepositoryOwner!
    url: URI!
    description: String
    isPrivate: Boolean!
    isFork: Boolean!
    isArchived: Boolean!
    hasIssuesEnabled: Boolean!
    viewerPermission: RepositoryPermission
    mergeCommitAllowed: Boolean!
    rebaseMergeAllowed: Boolean!
    squashMergeAllowed: Boolean!
    defaultBranchRef: Ref
    parent: Repository
    pullRequest(number: Int!): PullRequest
    issueOrPullRequest(number: Int!): IssueOrPullRequest
    issue(number: Int!): Issue
    pullRequests(
      states: [PullRequestState!]
      labels: [String!]
      headRefName: String
      baseRefName: String
      orderBy: IssueOrder
      after: String
      before: String
      first: Int
      last: Int
    ): PullRequestConnection!
  }
  type Ref {
    id: ID!
    name: String!
    prefix: String!
    target: Commit
    branchProtectionRule: BranchProtectionRule
  }
  type BranchProtectionRule {
    id: ID!
    requiresStrictStatusChecks: Boolean!
  }
  union IssueOrPullRequest = Issue | PullRequest
  enum IssueState {
    OPEN
    CLOSED
  }
  type Issue implements Node & Comment {
    id: ID!
    number: Int!
    title: String!
    state: IssueState!
    url: URI!
    body: String!
    author: Actor
    createdAt: DateTime!
  }
  input IssueOrder {
    field: IssueOrderField!
    direction: OrderDirection!
  }
  enum IssueOrderField {
    CREATED_AT
    UPDATED_AT
    COMMENTS
  }
  enum OrderDirection {
    ASC
    DESC
  }

  enum PullRequestState {
    OPEN
    CLOSED
    MERGED
  }
  enum MergeableState {
    MERGEABLE
    CONFLICTING
    UNKNOWN
  }
  enum MergeStateStatus {
    BEHIND
    BLOCKED
    CLEAN
    DIRTY
    DRAFT
    HAS_HOOKS
    UNKNOWN
    UNSTABLE
  }
  enum PullRequestReviewDecision {
    CHANGES_REQUESTED
    APPROVED
    REVIEW_REQUIRED
  }
  enum CommentAuthorAssociation {
    MEMBER
    OWNER
    MANNEQUIN
    COLLABORATOR
    CONTRIBUTOR
    FIRST_TIME_CONTRIBUTOR
    FIRST_TIMER
    NONE
  }
  type PullRequestConnection {
    nodes: [PullRequest]
    pageInfo: PageInfo!
    totalCount: Int!
  }
  type PullRequest implements Node & Comment {
    id: ID!
    databaseId: Int
    fullDatabaseId: String
    number: Int!
    title: String!
    body: String!
    state: PullRequestState!
    url: URI!
    author: Actor
    authorAssociation: CommentAuthorAssociation!
    isDraft: Boolean!
    isCrossRepository: Boolean!
    closed: Boolean!
    merged: Boolean!
    locked: Boolean!
    maintainerCanModify: Boolean!
    createdAt: DateTime!
    updatedAt: DateTime!
    closedAt: DateTime
    mergedAt: DateTime
    mergedBy: Actor
    baseRefName: String!
    headRefName: String!
    baseRefOid: GitObjectID!
    headRefOid: GitObjectID!
    baseRef: Ref
    headRef: Ref
    headRepository: Repository
    headRepositoryOwner: RepositoryOwner
    repository: Repository!
    baseRepository: Repository
    additions: Int!
    deletions: Int!
    changedFiles: Int!
    mergeable: MergeableState!
    mergeStateStatus: MergeStateStatus!
    mergeCommit: Commit
    potentialMergeCommit: Commit
    autoMergeRequest: AutoMergeRequest
    reviewDecision: PullRequestReviewDecision
    viewerCanUpdate: Boolean!
    viewerDidAuthor: Boolean!
    labels(first: Int, after: String): LabelConnection
    assignees(first: Int, after: String): UserConnection!
    milestone: Milestone
    projectCards(first: Int, after: String): ProjectCardConnection!
    reactionGroups: [ReactionGroup!]
    reviewRequests(first: Int, after: String): ReviewRequestConnection
    commits(first: Int, last: Int, after: String): PullRequestCommitConnection!
    files(first: Int, after: String): PullRequestChangedFileConnection
    comments(first: Int, last: Int, after: String): IssueCommentConnection!
    reviews(first: Int, last: Int, after: String, states: [PullRequestReviewState!]): PullRequestReviewConnection
    latestReviews(first: Int, after: String): PullRequestReviewConnection
    reviewThreads(first: Int, last: Int, after: String, before: String): PullRequestReviewThreadConnection!
    statusCheckRollup: StatusCheckRollup
  }
  type AutoMergeRequest {
    enabledAt: DateTime
  }
  type LabelConnection {
    nodes: [Label]
    totalCount: Int!
    pageInfo: PageInfo!
  }
  type Label implements Node {
    id: ID!
    name: String!
    description: String
    color: String!
  }
  type UserConnection {
    nodes: [User]
    totalCount: Int!
    pageInfo: PageInfo!
  }
  type Milestone {
    number: Int!
    title: String!
    description: String
    dueOn: DateTime
  }
  type ProjectCardConnection {
    nodes: [ProjectCard]
    totalCount: Int!
    pageInfo: PageInfo!
  }
  type ProjectCard {
    project: Project!
    column: ProjectColumn
  }
  type Project {
    name: String!
  }
  type ProjectColumn {
    name: String!
  }
  enum ReactionContent {
    THUMBS_UP
    THUMBS_DOWN
    LAUGH
    HOORAY
    CONFUSED
    HEART
    ROCKET
    EYES
  }
  type ReactionGroup {
    content: ReactionContent!
    users(first: Int): ReactingUserConnection!
  }
  type ReactingUserConnection {
    totalCount: Int!
  }
  type ReviewRequestConnection {
    nodes: [ReviewRequest]
    totalCount: Int!
    pageInfo: PageInfo!
  }
  type ReviewRequest {
    requestedReviewer: RequestedReviewer
  }
  type Team {
    name: String!
    slug: String!
    organization: Organization!
  }
  union RequestedReviewer = User | Team
  type PullRequestChangedFileConnection {
    nodes: [PullRequestChangedFile]
    totalCount: Int!
    pageInfo: PageInfo!
  }
  type PullRequestChangedFile {
    path: String!
    additions: Int!
    deletions: Int!
  }

  type PullRequestCommitConnection {
    nodes: [PullRequestCommit]
    totalCount: Int!
    pageInfo: PageInfo!
  }
  type PullRequestCommit {
    commit: Commit!
  }
  type GitActor {
    name: String
    email: String
    user: User
  }
  type GitActorConnection {
    nodes: [GitActor]
    totalCount: Int!
  }
  type Commit implements Node {
    id: ID!
    oid: GitObjectID!
    abbreviatedOid: String!
    message: String!
    messageHeadline: String!
    messageBody: String!
    committedDate: DateTime!
    authoredDate: DateTime!
    author: GitActor
    authors(first: Int): GitActorConnection!
    statusCheckRollup: StatusCheckRollup
  }
  enum StatusState {
    EXPECTED
    ERROR
    FAILURE
    PENDING
    SUCCESS
  }
  type StatusCheckRollup {
    state: StatusState!
    contexts(first: Int, after: String): StatusCheckRollupContextConnection!
  }
  type StatusCheckRollupContextConnection {
    nodes: [StatusCheckRollupContext]
    totalCount: Int!
    pageInfo: PageInfo!
  }
  union StatusCheckRollupContext = CheckRun | StatusContext
  type StatusContext {
    context: String!
    state: StatusState!
    targetUrl: URI
    createdAt: DateTime!
    isRequired(pullRequestId: ID, pullRequestNumber: Int): Boolean!
  }
  enum CheckStatusState {
    REQUESTED
    QUEUED
    IN_PROGRESS
    COMPLETED
    WAITING
    PENDING
  }
  enum CheckConclusionState {
    ACTION_REQUIRED
    TIMED_OUT
    CANCELLED
    FAILURE
    SUCCESS
    NEUTRAL
    SKIPPED
    STARTUP_FAILURE
    STALE
  }
  type CheckRun implements Node {
    id: ID!
    databaseId: Int
    name: String!
    status: CheckStatusState!
    conclusion: CheckConclusionState
    startedAt: DateTime
    completedAt: DateTime
    detailsUrl: URI
    title: String
    summary: String
    text: String
    checkSuite: CheckSuite!
    isRequired(pullRequestId: ID, pullRequestNumber: Int): Boolean!
  }
  type CheckSuite {
    id: ID!
    workflowRun: WorkflowRun
    app: App
  }
  type App {
    id: ID!
    name: String!
    slug: String!
  }
  type WorkflowRun {
    id: ID!
    event: String!
    workflow: Workflow!
  }
  type Workflow {
    name: String!
  }

  type IssueCommentConnection {
    nodes: [IssueComment]
    totalCount: Int!
    pageInfo: PageInfo!
  }
  type IssueComment implements Node & Comment & Minimizable {
    id: ID!
    databaseId: Int
    author: Actor
    authorAssociation: CommentAuthorAssociation!
    body: String!
    createdAt: DateTime!
    updatedAt: DateTime!
    includesCreatedEdit: Boolean!
    isMinimized: Boolean!
    minimizedReason: String
    reactionGroups: [ReactionGroup!]
    url: URI!
    viewerDidAuthor: Boolean!
  }
  enum PullRequestReviewState {
    PENDING
    COMMENTED
    APPROVED
    CHANGES_REQUESTED
    DISMISSED
  }
  type PullRequestReviewConnection {
    nodes: [PullRequestReview]
    totalCount: Int!
    pageInfo: PageInfo!
  }
  type PullRequestReview implements Node & Comment {
    id: ID!
    databaseId: Int
    author: Actor
    authorAssociation: CommentAuthorAssociation!
    body: String!
    state: PullRequestReviewState!
    submittedAt: DateTime
    createdAt: DateTime!
    includesCreatedEdit: Boolean!
    reactionGroups: [ReactionGroup!]
    url: URI!
    commit: Commit
  }
  enum DiffSide {
    LEFT
    RIGHT
  }
  enum PullRequestReviewThreadSubjectType {
    LINE
    FILE
  }
  type PullRequestReviewThreadConnection {
    nodes: [PullRequestReviewThread]
    totalCount: Int!
    pageInfo: PageInfo!
  }
  type PullRequestReviewThread implements Node {
    id: ID!
    isResolved: Boolean!
    isOutdated: Boolean!
    isCollapsed: Boolean!
    path: String!
    line: Int
    startLine: Int
    originalLine: Int
    originalStartLine: Int
    diffSide: DiffSide!
    startDiffSide: DiffSide
    subjectType: PullRequestReviewThreadSubjectType!
    resolvedBy: User
    viewerCanResolve: Boolean!
    viewerCanUnresolve: Boolean!
    viewerCanReply: Boolean!
    pullRequest: PullRequest!
    comments(first: Int, last: Int, after: String): PullRequestReviewCommentConnection!
  }
  type PullRequestReviewCommentConnection {
    nodes: [PullRequestReviewComment]
    totalCount: Int!
    pageInfo: PageInfo!
  }
  type PullRequestReviewComment implements Node & Comment & Minimizable {
    id: ID!
    databaseId: Int
    fullDatabaseId: String
    author: Actor
    authorAssociation: CommentAuthorAssociation!
    body: String!
    path: String!
    createdAt: DateTime!
    updatedAt: DateTime!
    isMinimized: Boolean!
    minimizedReason: String
    url: URI!
    outdated: Boolean!
    diffHunk: String!
    line: Int
    originalLine: Int
    pullRequestReview: PullRequestReview
    replyTo: PullRequestReviewComment
    viewerDidAuthor: Boolean!
  }

  input AddCommentInput {
    subjectId: ID!
    body: String!
    clientMutationId: String
  }
  type AddCommentPayload {
    clientMutationId: String
    commentEdge: IssueCommentEdge
    subject: Node
  }
  type IssueCommentEdge {
    cursor: String!
    node: IssueComment
  }
  enum PullRequestReviewEvent {
    COMMENT
    APPROVE
    REQUEST_CHANGES
    DISMISS
  }
  input AddPullRequestReviewInput {
    pullRequestId: ID!
    commitOID: GitObjectID
    body: String
    event: PullRequestReviewEvent
    clientMutationId: String
  }
  type AddPullRequestReviewPayload {
    clientMutationId: String
    pullRequestReview: PullRequestReview
  }
  input ResolveReviewThreadInput {
    threadId: ID!
    clientMutationId: String
  }
  type ResolveReviewThreadPayload {
    clientMutationId: String
    thread: PullRequestReviewThread
  }
  input UnresolveReviewThreadInput {
    threadId: ID!
    clientMutationId: String
  }
  type UnresolveReviewThreadPayload {
    clientMutationId: String
    thread: PullRequestReviewThread
  }
  enum ReportedContentClassifiers {
    SPAM
    ABUSE
    OFF_TOPIC
    OUTDATED
    DUPLICATE
    RESOLVED
  }
  input MinimizeCommentInput {
    subjectId: ID!
    classifier: ReportedContentClassifiers!
    clientMutationId: String
  }
  type MinimizeCommentPayload {
    clientMutationId: String
    minimizedComment: Minimizable
  }
  input UnminimizeCommentInput {
    subjectId: ID!
    clientMutationId: String
  }
  type UnminimizeCommentPayload {
    clientMutationId: String
    unminimizedComment: Minimizable
  }
`

let built: GraphQLSchema | null = null

/** Returns the schema, built when it is first needed. */
export function openSchema(): GraphQLSchema {
  built ??= buildSchema(definitions)
  return built
}
