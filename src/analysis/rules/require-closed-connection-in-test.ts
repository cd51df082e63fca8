import { defineRule } from "../rule.ts"
import { isTestPath } from "../classify.ts"
import { nodesOf, propertyName } from "../source/ast.ts"
import { callFacts } from "../calls/call-facts.ts"
import type { Project } from "../source/project.ts"
import { testCallsIn } from "../test-cases.ts"

const CLOSED =
  /\bafter(?:All|Each)?\s*\(|\bteardown\s*\(|t\.after\(|\.disconnect\(|\.close\(|\.end\(|\.destroy\(|\.quit\(|\$disconnect|closeDatabase|Symbol\.asyncDispose|await using/

export const requireClosedConnectionInTest = defineRule({
  kind: "source",
  id: "require-closed-connection-in-test",
  section: "testing",
  practice: "testing",
  severity: "low",
  confidence: "low",
  title: "A test opens a connection and nothing closes it",
  why: "The test runner waits for it or has to be killed, the next file meets its data and its locks, and the database runs out of connections in the pipeline first.",
  fix: "Close it in `afterAll`, next to where it is opened.",
  cwe: [],
  needs: { path: "test" },
  *check({ project, module }) {
    if (!isTestPath(module.path) || CLOSED.test(module.code) || testCallsIn(project, module).length === 0 || isClosedForAll(project)) return
    for (const node of nodesOf(module.program, "CallExpression")) {
      if (node.callee.type !== "MemberExpression") continue
      const { path, name } = callFacts(project, module, node)
      const opens =
        path !== null &&
        (/^mongoose\.(?:connect|createConnection)$|^mongodb\.MongoClient\(\)\.connect$|^(?:pg\.(?:Client|Pool)\(\)|redis\.createClient\(\))\.connect$|^typeorm\.DataSource\(\)\.initialize$/.test(
          path,
        ) ||
          (/^(?:express\(\)|http\.createServer\(\)|fastify\(\)|koa\(\))\.listen$/.test(path) && propertyName(node.callee) === "listen"))
      if (!opens) continue
      yield {
        at: { start: node.start, end: node.callee.end },
        title: `Nothing closes what ${name} opens`,
        message: `\`${name}\` opens a connection for this file and no hook closes it: the run does not end by itself, and what is left over meets the next file.`,
        key: `open ${name}`,
      }
      return
    }
  },
})

function isClosedForAll(project: Project): boolean {
  return project.once("connections are closed for all tests", () =>
    [...project.tree.files.keys()].some(
      (path) =>
        /(?:^|\/)(?:package\.json|\.mocharc[\w.]*|jest[\w.-]*\.[cm]?[jt]s(?:on)?)$|set-?up|teardown/i.test(path) &&
        /--?force-?exit|forceExit|"exit"\s*:\s*true|--exit\b|\.(?:disconnect|close)\(/i.test(project.codeOf(path)?.slice(0, 50_000) ?? ""),
    ),
  )
}
