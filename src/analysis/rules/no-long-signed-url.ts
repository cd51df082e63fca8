import { defineRule } from "../rule.ts"
import { unsafeSettings } from "../settings/find-settings.ts"

export const noLongSignedUrl = defineRule({
  kind: "source",
  id: "no-long-signed-url",
  section: "security",
  practice: "security",
  severity: "medium",
  confidence: "high",
  title: "A signed URL is valid for too long",
  why: "A signed URL is a key that travels in logs, chats and histories and cannot be called back. It needs to live only as long as it takes to use it.",
  fix: "Sign for minutes, when the address is asked for.",
  cwe: ["CWE-613"],
  needs: { path: "no test", settings: "signed-url" },
  *check({ project, module }) {
    yield* unsafeSettings(project, module, "signed-url")
  },
})
