// @ts-nocheck fixture
// ok: require-test-for-route
export function Badge({ count }) {
  if (count === 0) return null
  return <b>{count}</b>
}

// ok: require-test-for-route
export function Empty({ text }) {
  return text ? <i>{text}</i> : null
}
