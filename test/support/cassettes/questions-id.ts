import { createHash } from "node:crypto"
import { describeChecks } from "../../../src/analysis/describe-checks.ts"
import { rules } from "../../../src/analysis/rules/index.ts"
import { guidance, prompts } from "../../../src/expert/prompts.ts"
import { canonicalJson } from "../../../src/expert/request/canonical.ts"
import { IntentAnswer, PassAnswer, ReportAnswer, wireSchema } from "../../../src/expert/schema.ts"
import { createToolBox } from "../../../src/expert/tools/create-tool-box.ts"
import { recordedPasses } from "./cassette.ts"

/** Names what every review asks at this commit, whatever the change: a cassette of another one answers questions that are no longer asked. */
export function questionsId(): string {
  const asked = Object.entries(prompts).filter(([name]) => ["system", ...recordedPasses].includes(name) || name.startsWith("lens-"))
  const { definitions } = createToolBox({ evidence: {} as never, shownHead: {} as never, clean: (text) => Promise.resolve(text) })
  const checked = describeChecks(rules, 1)
  const schemas = [PassAnswer, IntentAnswer, ReportAnswer].map(wireSchema)
  return createHash("sha256").update(canonicalJson({ asked, guidance, definitions, schemas, checked })).digest("hex").slice(0, 12)
}
