// @ts-nocheck fixture
export const read = (address) =>
  // ok: no-unsupported-node-api
  fetch(address)

export const folder = () =>
  // ruleid: no-unsupported-node-api
  import.meta.dirname
