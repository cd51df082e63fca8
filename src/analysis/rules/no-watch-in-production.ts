import { isTestPath } from "../classify.ts"
import { defineRule } from "../rule.ts"
import type { Draft } from "../rule.ts"
import { ancestors, bare, descendants, propertyName, propertyOf, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { parseJson } from "../source/manifest.ts"

const WATCHER = /(?:^|&&\s*|\s)(?:npx\s+)?(?:nodemon|ts-node-dev|tsnd|tsx\s+watch|node\s+(?:\S+\s+)*--watch)(?=\s|$)/

export const noWatchInProduction = defineRule({
  kind: "text",
  id: "no-watch-in-production",
  section: "reliability",
  practice: "environment",
  severity: "medium",
  confidence: "high",
  title: "The service restarts whenever a file changes",
  why: "A watcher that is handy at the desk restarts the live service with every upload, log or session file that is written below its folder. Requests in flight are lost each time.",
  fix: "Start the built program itself in production and keep the watcher for development.",
  cwe: ["CWE-489"],
  yieldsTo: ["no-development-runner-in-production"],
  files: (path) =>
    !isTestPath(path) &&
    /(?:^|\/)(?:ecosystem(?:\.config)?|pm2(?:\.config)?|process)\.(?:[cm]?js|json)$|(?:^|\/)(?:Dockerfile|Containerfile|Procfile)$/.test(
      path,
    ),
  *check({ project, path, text }) {
    const module = project.moduleOf(path)
    if (module) {
      for (const node of descendants(module.program)) yield* watchedApp(node)
      return
    }
    if (path.endsWith(".json")) {
      if (parseJson(text) === null) return
      const match = /"watch"\s*:\s*true/.exec(text)
      if (match && /"(?:apps|script)"\s*:/.test(text)) yield watched({ start: match.index, end: match.index + match[0].length })
      return
    }
    const start = /^[ \t]*(?:CMD|ENTRYPOINT|web:)[^\n]*$/gim
    for (const match of text.matchAll(start)) {
      const command = match[0].replace(/["',[\]]+/g, " ").replace(/\s+/g, " ")
      const watcher = WATCHER.exec(command)
      if (!watcher) continue
      yield {
        at: { start: match.index, end: match.index + match[0].length },
        message: `Every file that is written below the folder restarts the service and loses the requests in flight: it is started with \`${watcher[0].trim()}\`.`,
        fix: "Start `node` with the built program.",
        key: "start command",
      }
    }
  },
})

// `apps: [{ script, watch: true }]`
function* watchedApp(node: Node): Generator<Draft> {
  if (node.type !== "Property" || propertyName(node) !== "watch") return
  const value = bare(node.value)
  if (value.type !== "Literal" || value.value !== true || !propertyOf(node.parent, "script")) return
  const name = stringOf(propertyOf(node.parent, "name")) ?? ""
  if (/dev|local|test/i.test(name)) return
  for (const above of ancestors(node)) if (above.type === "Property" && /dev|local|test/i.test(propertyName(above) ?? "")) return
  yield { ...watched(node), edits: [{ start: value.start, end: value.end, text: "false" }] }
}

function watched(at: { readonly start: number; readonly end: number }): Draft {
  return {
    at: { start: at.start, end: at.end },
    message:
      "Every upload, log or session file that is written below the folder restarts the service and loses the requests in flight: PM2 is told to watch it.",
    fix: "Set `watch` to `false`, and keep it for a file of your own.",
  }
}
