import { defineRule } from "../rule.ts"
import { unsafeSettings } from "../settings/find-settings.ts"

export const noPublicCloudStorage = defineRule({
  kind: "source",
  id: "no-public-cloud-storage",
  section: "security",
  practice: "security",
  severity: "high",
  confidence: "high",
  title: "Stored objects are open to everyone",
  why: "Buckets are private unless the code says otherwise, and one word is enough to say it. What was public for a day has been copied.",
  fix: "Keep buckets private and hand out signed URLs that end soon.",
  cwe: ["CWE-732", "CWE-284"],
  needs: { path: "no test", settings: "cloud-access" },
  *check({ project, module }) {
    yield* unsafeSettings(project, module, "cloud-access")
  },
})
