import { html, renderPage } from "./html.ts"
import type { Html } from "./html.ts"

const manualWay = html`<h2>Or by hand</h2>
  <p>
    Make the App on GitHub yourself, with the permissions and events of <code>app.yml</code>, and start this server with
    <code>APP_ID</code>, <code>PRIVATE_KEY</code> (or <code>PRIVATE_KEY_PATH</code>) and <code>WEBHOOK_SECRET</code>.
  </p>`

/** For whoever comes without the key: what is missing, and where the way in is found. */
export function renderLockedPage(): Html {
  return renderPage(
    "Backend Expert: not set up",
    html`<h1>Backend Expert is not set up yet</h1>
      <p>If this is your server: open the set-up address that it printed in its log when it started.</p>`,
  )
}

/** Nothing can be set up before GitHub knows where to send its events. */
export function renderAddressMissingPage(): Html {
  return renderPage(
    "Backend Expert: address missing",
    html`<h1>Tell the server its address first</h1>
      <p>
        GitHub has to reach this server to send it events. Set <code>PUBLIC_URL</code> to the address under which GitHub reaches it, for
        example <code>PUBLIC_URL=https://expert.example.com</code>, and start it again.
      </p>
      ${manualWay}`,
  )
}

export interface SetupForm {
  /** Address of GitHub's form. */
  readonly action: string
  /** JSON. */
  readonly manifest: string
  readonly appName: string
  readonly webhookUrl: string
  readonly key: string
  /** Owner of the App; `null` for the person's own account. */
  readonly organization: string | null
  /** What was wrong with the organisation asked for, or `null`. */
  readonly mistake: string | null
}

/** The form that sends the manifest to GitHub, and a small one to choose an organisation instead. */
export function renderSetupPage({ action, manifest, appName, webhookUrl, key, organization, mistake }: SetupForm): Html {
  return renderPage(
    "Backend Expert: set up",
    html`<h1>Set up Backend Expert</h1>
      <p>
        GitHub makes an App named <strong>${appName}</strong> (you can change the name there) for
        ${organization === null ? "your own account" : html`the organisation <strong>${organization}</strong>`} and hands its key to this
        server. It will send events to <code>${webhookUrl}</code>.
      </p>
      ${mistake === null ? null : html`<p class="alarm">${mistake}</p>`}
      <form method="post" action="${action}">
        <input type="hidden" name="manifest" value="${manifest}" />
        <button type="submit">Create the App on GitHub</button>
      </form>
      <h2>For an organisation</h2>
      <form method="get" action="">
        <input type="hidden" name="key" value="${key}" />
        <label>Name in its address <input name="organization" value="${organization ?? ""}" maxlength="39" autocomplete="off" /></label>
        <button type="submit">Choose</button>
      </form>
      ${manualWay}`,
  )
}

/** The App exists and its key is kept. */
export function renderDonePage(htmlUrl: string, isServing: boolean): Html {
  return renderPage(
    "Backend Expert: ready",
    html`<h1>The App is ready</h1>
      <ol>
        <li>
          ${isServing ? "This server now uses it; nothing to restart." : "Restart this server: it finds the App's key in its data folder."}
        </li>
        <li><a href="${htmlUrl}/installations/new">Install the App</a> on the repositories it should review.</li>
        <li>Open a pull request there, or write <code>/expert review</code> on one.</li>
      </ol>`,
  )
}

/** Something went wrong; `text` says what and what to do. `again` is the address of a new attempt. */
export function renderFailedPage(text: string, htmlUrl: string | null): Html {
  return renderPage(
    "Backend Expert: set-up failed",
    html`<h1>The set-up did not finish</h1>
      <p class="alarm">${text}</p>
      ${htmlUrl === null ? null : html`<p>The App itself was made: <a href="${htmlUrl}">${htmlUrl}</a>. Remove it there before you try again.</p>`}
      <p>To try again, open the set-up address from the server's log.</p>`,
  )
}
