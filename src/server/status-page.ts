import { html, renderPage } from "./html.ts"
import type { Html } from "./html.ts"

/** The page of a configured server: what this is, and nothing a stranger should not know. */
export function renderStatusPage(webUrl: string): Html {
  return renderPage(
    "Backend Expert",
    html`<h1>Backend Expert</h1>
      <p>This server reviews pull requests of Node.js backends. It is configured and listens to <code>${webUrl}</code>.</p>
      <p>Install its GitHub App on a repository and open a pull request; or write <code>/expert help</code> on one.</p>
      <p>For machines: <code>/healthz</code>, <code>/readyz</code>.</p>`,
  )
}
