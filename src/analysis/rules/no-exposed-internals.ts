import { defineRule } from "../rule.ts"
import { unsafeSettings } from "../settings/find-settings.ts"

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
  cwe: ["CWE-489", "CWE-548", "CWE-209"],
  *check({ project, module }) {
    yield* unsafeSettings(project, module, "exposure")
  },
})
