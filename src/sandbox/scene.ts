import type { World } from "./world.ts"

/** Where this sandbox says it lives; payloads repeat the host the caller used, as GitHub's do. */
export interface Links {
  /** Without a final slash, such as `http://127.0.0.1:4000/api/v3`. */
  readonly api: string
  /** Without a final slash, such as `http://127.0.0.1:4000`. */
  readonly web: string
}

/** What a representation needs to be drawn: the facts, and the address of the reader's host. */
export interface Scene {
  readonly world: World
  readonly links: Links
}
