import type { Advice } from "../../model/analysis.ts"
import { testMapOf } from "../test-map.ts"
import { changedParts } from "./changed-parts.ts"
import type { Sides } from "./changed-parts.ts"
import { adviseOnSetup } from "./setup-advice.ts"

/** Notes for the report's headings that are not findings: what to install, set, migrate, run and look at next. */
export function adviseOnChange({ diff, base, head }: Sides): Advice[] {
  const parts = changedParts({ diff, base, head })
  const advice: Advice[] = adviseOnSetup({ diff, base, head }, parts)
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
  return advice
}
