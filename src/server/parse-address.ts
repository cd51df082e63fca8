/** Where a request wants to go. */
export interface RequestAddress {
  /** Without trailing slashes; empty when the address is nonsense. */
  readonly path: string
  readonly query: URLSearchParams
}

/** Takes the request line's address. Never throws. */
export function parseAddress(address: string | undefined): RequestAddress {
  // Joined, not resolved: "//host/path" is a strange path of ours, not another host.
  const text = `http://localhost${address ?? ""}`
  if (!address?.startsWith("/") || !URL.canParse(text)) return { path: "", query: new URLSearchParams() }
  const { pathname, searchParams } = new URL(text)
  return { path: pathname.replace(/(?<=.)\/+$/, ""), query: searchParams }
}
