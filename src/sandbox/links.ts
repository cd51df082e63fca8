/** Where this sandbox says it lives; payloads repeat the host the caller used, as GitHub's do. */
export interface Links {
  /** Without a final slash, such as `http://127.0.0.1:4000/api/v3`. */
  readonly api: string
  /** Without a final slash, such as `http://127.0.0.1:4000`. */
  readonly web: string
}
