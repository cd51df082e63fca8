import { defineRule } from "../rule.ts"
import { unsafeSettings } from "../settings/find-settings.ts"

export const noUnlimitedUpload = defineRule({
  kind: "source",
  id: "no-unlimited-upload",
  section: "security",
  practice: "middleware",
  severity: "medium",
  confidence: "high",
  title: "One request may fill memory or disk",
  why: "Limits of a body are checked while it arrives; without one, or with one far above honest use, a few callers are enough to stop the service. Nothing shows this before it happens.",
  fix: "Give limits that fit the largest honest request.",
  cwe: ["CWE-770", "CWE-400"],
  needs: { path: "no test", settings: "limit" },
  *check({ project, module }) {
    yield* unsafeSettings(project, module, "limit")
  },
})
