// @ts-nocheck fixture
export async function announce(id) {
  if (!id) throw new Error("nobody")
}
