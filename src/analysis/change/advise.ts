import type { Advice } from "../../model/analysis.ts"
import type { Finding } from "../../model/finding.ts"
import { isLockfile } from "../classify.ts"
import { lockfileFor } from "../source/lockfile.ts"
import { testMapOf } from "../test-map.ts"
import { changedParts, newVariables } from "./changed-parts.ts"
import type { Sides } from "./changed-parts.ts"

export interface AdviceInput extends Sides {
  readonly findings: readonly Finding[]
}

/** Notes for the report's headings that are not findings: what to install, set, migrate, run and look at next. */
export function adviseOnChange({ diff, base, head, findings }: AdviceInput): Advice[] {
  const advice: Advice[] = []
  const parts = changedParts({ diff, base, head })
  const manifest = head.manifests[0]
  const install = manifest ? (lockfileFor(head, manifest.path)?.cleanInstall ?? "npm install") : null

  if (install !== null && (parts.some((part) => part.kind === "dependency") || diff.files.some((file) => isLockfile(file.path)))) {
    advice.push({ heading: "setup", text: `Dependencies change: run \`${install}\` before starting.` })
  }
  const variables = newVariables({ diff, base, head })
  if (variables.length > 0) {
    const shown = variables.slice(0, 8).map((name) => `\`${name}\``)
    advice.push({
      heading: "setup",
      text: `New environment variable${variables.length === 1 ? "" : "s"} to set before deploying: ${shown.join(", ")}${variables.length > 8 ? ` and ${variables.length - 8} more` : ""}.`,
    })
  }
  const migrations = parts.filter((part) => part.kind === "migration" && part.verb === "adds")
  if (migrations.length > 0)
    advice.push({
      heading: "setup",
      text: `Run the new migration${migrations.length === 1 ? "" : "s"} (${migrations
        .slice(0, 3)
        .map((each) => `\`${each.name.replaceAll("`", "'")}\``)
        .join(", ")}) before the new code serves requests.`,
    })

  const tests = testMapOf(head)
  const script = head.manifests.find((each) => each.scripts["test"] && !/no test specified/.test(each.scripts["test"]))
  if (tests.paths.length > 0 && script)
    advice.push({ heading: "testing", text: `Run \`npm test\` (\`${(script.scripts["test"] ?? "").replaceAll("`", "'").slice(0, 80)}\`).` })
  else if (tests.paths.length === 0 && parts.some((part) => part.kind === "route" || part.kind === "export"))
    advice.push({
      heading: "testing",
      text: "This repository has no tests that we recognise; the routes of this change are a good place for the first one.",
    })
  const removed = parts.filter((part) => part.kind === "test" && part.verb === "removes")
  if (removed.length > 0)
    advice.push({
      heading: "testing",
      text: `Test files removed: ${removed
        .slice(0, 4)
        .map((each) => `\`${each.name.replaceAll("`", "'")}\``)
        .join(", ")}. Check that what they covered is gone or covered elsewhere.`,
    })

  const routes = parts.filter((part) => part.kind === "route" && part.verb === "removes")
  if (routes.length > 0)
    advice.push({
      heading: "next-steps",
      text: `Routes removed (${routes
        .slice(0, 4)
        .map((each) => `\`${each.name.replaceAll("`", "'")}\``)
        .join(", ")}): tell their callers, or answer 410 for a while.`,
    })
  const first = findings[0]
  if (first) advice.push({ heading: "next-steps", text: `Start with ${first.path}:${first.startLine}: ${first.title}.` })
  return advice
}
