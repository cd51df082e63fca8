// @ts-nocheck fixture
export async function totals(id) {
  return [id]
}
