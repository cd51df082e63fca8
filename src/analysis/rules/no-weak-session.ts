import { isServerPath } from "../calls/server-path.ts"
import { defineRule } from "../rule.ts"
import { unsafeSettings } from "../settings/find-settings.ts"

export const noWeakSession = defineRule({
  kind: "source",
  id: "no-weak-session",
  section: "security",
  practice: "middleware",
  severity: "medium",
  confidence: "high",
  title: "Sessions do not hold what they promise",
  why: "The defaults of session libraries are made for trying them out: memory as the store, a session for every robot. They keep working until the second instance or the first restart.",
  fix: "Give sessions a store outside the process, a signed cookie, and only to visitors who log in.",
  cwe: ["CWE-613", "CWE-565"],
  needs: { path: "server", settings: "session" },
  *check({ project, module }) {
    if (isServerPath(module.path)) yield* unsafeSettings(project, module, "session")
  },
})
