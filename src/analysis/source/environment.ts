import { isTestPath } from "../classify.ts"
import { bare, descendants, propertyName, stringOf } from "./ast.ts"
import type { Node } from "./ast.ts"
import type { SourceModule } from "./module.ts"
import type { Project } from "./project.ts"
import { folderOf } from "./resolve-import.ts"

/** One place where the code reads an environment variable. */
export interface EnvironmentRead {
  readonly name: string
  readonly node: Node
  /** Whether the code goes on with a value of its own when the variable is not set. */
  readonly hasFallback: boolean
}

// Set by the platform, the runtime or the test runner, not by whoever deploys the service.
const PLATFORM =
  /^(?:NODE_ENV|NODE_OPTIONS|NODE_DEBUG|CI|HOME|PATH|USER|USERNAME|SHELL|TERM|TZ|LANG|PWD|HOSTNAME|TMPDIR|TEMP|TMP|DEBUG|EDITOR|NO_COLOR|FORCE_COLOR|APPDATA|VITEST|MOCHA|JEST_WORKER_ID|K_SERVICE|DYNO|LC_.*|npm_.*|GITHUB_.*|NEXT_RUNTIME|NEXT_PHASE|NEXT_PUBLIC_VERCEL_(?:ENV|URL|GIT_\w+|BRANCH_URL|PROJECT_PRODUCTION_URL|TARGET_ENV)|VERCEL.*|NETLIFY.*|KUBERNETES_.*|AWS_LAMBDA_.*|AWS_REGION|AWS_DEFAULT_REGION|AWS_EXECUTION_ENV|VITEST_.*|JEST_.*|RENDER_.*|RAILWAY_.*|HEROKU_.*|COREPACK_.*)$/

/** Whether the variable is set by the platform, the runtime or a tool, so that nobody has to write it down. */
export function isPlatformVariable(name: string): boolean {
  return PLATFORM.test(name)
}

/**
 * The variables a file reads: `process.env.X`, `process.env["X"]`, `const { X } = process.env`, Nest's `configService.get("X")`
 * and the keys of a schema that is given `process.env`. Those that the platform sets are left out.
 */
export function environmentReads(module: SourceModule): EnvironmentRead[] {
  if (!/\benv\b|[cC]onfigService|\bgetOrThrow\b/.test(module.text)) return []
  const found: EnvironmentRead[] = []
  const add = (name: string | null, node: Node, hasFallback: boolean) => {
    if (name !== null && /^[A-Z][A-Z0-9_]{2,}$/.test(name) && !isPlatformVariable(name)) found.push({ name, node, hasFallback })
  }
  const takesEnvironment =
    /\b(?:parse|safeParse|validate|cleanEnv|validateSync|validateEnv|load|readConfig|parseEnv|createEnv|plainToInstance|plainToClass)\b[^;]{0,60}\b(?:process\.env|environment|env|config)\b|validationSchema|runtimeEnv/.test(
      module.code,
    )
  for (const node of descendants(module.program)) {
    if (node.type === "MemberExpression" && isEnvironment(node.object)) {
      if (node.parent?.type === "AssignmentExpression" && node.parent.left === node) continue
      add(propertyName(node), node, hasFallback(node))
    } else if (node.type === "VariableDeclarator" && node.id.type === "ObjectPattern" && node.init && isEnvironment(bare(node.init))) {
      for (const property of node.id.properties)
        if (property.type === "Property") add(propertyName(property), property, property.value.type === "AssignmentPattern")
    } else if (
      node.type === "CallExpression" &&
      node.callee.type === "MemberExpression" &&
      /^(?:get|getOrThrow)$/.test(propertyName(node.callee) ?? "")
    ) {
      if (/config(?:Service)?$/i.test(module.textOf(node.callee.object))) add(stringOf(node.arguments[0]), node, node.arguments.length > 1)
    } else if (takesEnvironment && node.type === "Property" && node.value.type === "CallExpression") {
      const rule = module.textOf(node.value)
      if (/^(?:z|Joi|joi|yup|v|t|str|num|bool|url|port|email|host|json|makeValidator|S)\b/.test(rule))
        add(propertyName(node), node, /default|optional|devDefault/i.test(rule))
    }
  }
  return found
}

function isEnvironment(node: Node): boolean {
  const inner = bare(node)
  if (inner.type !== "MemberExpression" || propertyName(inner) !== "env") return false
  return (
    (inner.object.type === "Identifier" && (inner.object.name === "process" || inner.object.name === "Bun")) ||
    (inner.object.type === "MemberExpression" && propertyName(inner.object) === "process")
  )
}

function hasFallback(node: Node): boolean {
  const parent = node.parent
  if (parent?.type === "LogicalExpression") return parent.left === node && (parent.operator === "??" || parent.operator === "||")
  return parent?.type === "CallExpression" && parent.arguments.length > 1 && parent.arguments[0] === node
}

/** Whether the path is a sample of an environment file: `.env.example`, `.env.sample`, `env-example`, … */
export function isEnvironmentSample(path: string): boolean {
  return /(?:^|\/)\.?env[.-](?:\w+[.-])?(?:example|sample|template|dist|defaults?)(?:[.-]\w+)?$|(?:^|\/)(?:\w+\.)?(?:example|sample)\.env$/i.test(
    path,
  )
}

/** Text files in which a variable may be explained or set: samples, READMEs, compose files, container files and pipelines. */
function isEnvironmentPlace(path: string): boolean {
  if (isTestPath(path) || path.includes("node_modules/")) return false
  return (
    isEnvironmentSample(path) ||
    /(?:^|\/)\.env(?:\.\w+)?$|(?:^|\/)README[^/]*\.md$|(?:^|\/)(?:docker-)?compose[^/]*\.ya?ml$|(?:^|\/)(?:Dockerfile|Containerfile)[^/]*$|\.dockerfile$/i.test(
      path,
    ) ||
    /^\.github\/.*\.ya?ml$|(?:^|\/)(?:\.gitlab-ci\.yml|serverless\.ya?ml|app\.ya?ml|app\.json|render\.yaml|fly\.toml|azure-pipelines\.yml|ecosystem\.config\.[cm]?js|nodemon\.json|turbo\.json)$/.test(
      path,
    ) ||
    /(?:^|\/)(?:k8s|kubernetes|helm|charts|deploy|deployment|infra|terraform)\/.*\.(?:ya?ml|tf|json|env)$/.test(path)
  )
}

/** Whether some place that was read names the variable. */
export function isNamedAnywhere(project: Project, name: string): boolean {
  const word = new RegExp(`\\b${name}\\b`)
  return placesOf(project).some((path) => word.test(project.textOf(path) ?? ""))
}

/** The sample that belongs to a source file: in its folder or the nearest one above; `null` when there is none. */
export function sampleFor(project: Project, path: string): string | null {
  const samples = placesOf(project).filter(isEnvironmentSample)
  for (let folder = folderOf(path); ; folder = folderOf(folder)) {
    const found = samples.find((each) => folderOf(each) === folder)
    if (found !== undefined) return found
    if (folder === "") return null
  }
}

function placesOf(project: Project): readonly string[] {
  return project.once("environment places", () => [...project.tree.files.keys()].filter(isEnvironmentPlace).sort())
}
