import { answerOf } from "../calls/client-answer.ts"
import { isServerPath } from "../calls/server-path.ts"
import { wholeEnvironments } from "../calls/whole-environment.ts"
import { defineRule } from "../rule.ts"
import type { Draft } from "../rule.ts"
import { isReturnedByHandler } from "../routes/returned-answer.ts"
import { nodesOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { unsafeSettings } from "../settings/find-settings.ts"
import { servedFolder, servedFolders } from "../settings/served-folders.ts"

export const noExposedInternals = defineRule({
  kind: "source",
  id: "no-exposed-internals",
  section: "security",
  practice: "middleware",
  severity: "medium",
  confidence: "high",
  title: "Callers see what is meant for developers",
  why: "Stack traces, listings, hidden files and explorers tell a stranger how the service is built and where to look next. They are made for development and stay on unless somebody switches them off.",
  fix: "Switch them on only outside production.",
  cwe: ["CWE-489", "CWE-548", "CWE-209", "CWE-526"],
  needs: { path: "no test", settings: "exposure", text: [/static|directory|process\.env/i] },
  *check({ project, module }) {
    yield* unsafeSettings(project, module, "exposure")
    if (isServerPath(module.path) && module.code.includes("process.env")) yield* environmentSent(project, module)
    if (!isServerPath(module.path) || !/static|directory/i.test(module.text)) return
    for (const { node, root } of servedFolders(project, module)) {
      const folder = servedFolder(project, module, root)
      if (folder === null) continue
      const what = sayWhat(project, folder)
      if (what === null) continue
      yield {
        at: node,
        severity: what.severity,
        title: what.title,
        message: `${what.message}: \`${module.textOf(node).replace(/\s+/g, " ").replaceAll("`", "'").slice(0, 60)}\` serves ${what.folder}.`,
        fix: 'Serve a folder that holds nothing else, such as `path.join(__dirname, "public")`.',
      }
    }
  },
})

// `res.json(process.env)`, `res.send(`<pre>${JSON.stringify(process.env)}</pre>`)`
function* environmentSent(project: Project, module: SourceModule): Generator<Draft> {
  const answered = [...wholeEnvironments(module)].flatMap(({ node, call }) => {
    const contents = answerOf(module, call)?.contents ?? []
    return contents.some((each) => each.start <= node.start && node.end <= each.end) ? [node] : []
  })
  for (const at of [...answered, ...environmentsReturned(project, module)])
    yield {
      at,
      severity: "critical",
      title: "The whole environment is sent to the caller",
      message:
        "Whoever calls this gets every secret the service is started with: passwords of databases, keys of other services and what signs its tokens stand in `process.env`.",
      fix: "Send the values that callers need, by name.",
    }
}

// `return { env: process.env }` in a handler whose framework sends that
function environmentsReturned(project: Project, module: SourceModule): Node[] {
  return nodesOf(module.program, "MemberExpression").filter((node) => {
    if (module.textOf(node) !== "process.env" || node.parent?.type === "MemberExpression") return false
    const holder = node.parent?.type === "Property" || node.parent?.type === "SpreadElement" ? node.parent.parent : null
    return isReturnedByHandler(project, module, holder?.type === "ObjectExpression" ? holder : node)
  })
}

interface Exposure {
  readonly severity: "high" | "medium"
  readonly title: string
  readonly message: string
  readonly folder: string
}

function sayWhat(project: Project, folder: string): Exposure | null {
  if (folder === "/" || folder === "~")
    return {
      severity: "high",
      title: folder === "/" ? "The service hands out the whole disk" : "The service hands out its home folder",
      message: "Visitors download keys, configuration and whatever else the process may read",
      folder: folder === "/" ? "every file of the machine" : "the home folder of the account it runs under",
    }
  if (folder === "..")
    return {
      severity: "high",
      title: "The service hands out the folder around it",
      message: "Visitors download its code, its configuration and whatever lies beside it",
      folder: "the folder above the repository",
    }
  if (/(?:^|\/)node_modules$/.test(folder))
    return {
      severity: "medium",
      title: "The service hands out its dependencies",
      message: "Visitors see which version of every package is installed and look up what is known about it",
      folder: "all of `node_modules`, also what no page needs",
    }
  const isService = project.manifests.length === 0 ? folder === "" : project.has(folder === "" ? "package.json" : `${folder}/package.json`)
  return isService
    ? {
        severity: "high",
        title: "The service hands out its own sources",
        message: "Visitors download the code, its configuration and the lockfile, with every secret that is written there",
        folder: "the folder of the service itself",
      }
    : null
}
