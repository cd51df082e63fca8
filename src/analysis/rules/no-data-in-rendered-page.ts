import { calleeOf, entryOf, howKnown } from "../flow/describe-flow.ts"
import { defineRule } from "../rule.ts"

export const noDataInRenderedPage = defineRule({
  kind: "flow",
  sink: "page",
  id: "no-data-in-rendered-page",
  section: "security",
  practice: "security",
  severity: "high",
  confidence: "high",
  title: "Request data is markup of a page the server opens",
  why: "A browser on the server runs the scripts of what it is given, inside the service's network and with its files. Whoever writes a part of that page reads addresses and files through it, and finds them in the PDF.",
  fix: "Escape the value for HTML, or render the page from a template that does.",
  cwe: ["CWE-79", "CWE-918"],
  *check({ flow }) {
    const call = calleeOf(flow)
    yield {
      at: flow.node,
      title: `\`${flow.source}\` is markup of the page that \`${call}\` opens`,
      message: `A client of ${entryOf(flow)} who sends \`<iframe src="http://169.254.169.254/">\` or a script as \`${flow.source}\` has the browser on the server fetch what only the service reaches, and reads it in the result. ${howKnown(flow)}`,
      fix: "Escape it (`escape-html`) before it becomes part of the page; where whole documents are taken, switch scripts off (`page.setJavaScriptEnabled(false)`) and refuse every request of the page (`page.setRequestInterception(true)`).",
      confidence: flow.certain ? "high" : "medium",
    }
  },
})
