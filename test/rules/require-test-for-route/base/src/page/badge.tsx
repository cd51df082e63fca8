// @ts-nocheck fixture
export function Badge({ count }) {
  return <b>{count}</b>
}
