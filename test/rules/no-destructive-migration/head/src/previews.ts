export const preview = async (cache, id) => {
  const kept = await cache.get(`orders:preview:${id}`)
  return kept?.address
}
