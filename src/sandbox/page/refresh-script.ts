/** The page's only script: asks for the state's version once a second and reloads when it is another one. */
export const refreshScript = `
const { version, versionPath } = document.documentElement.dataset
const look = async () => {
  if (!document.hidden) {
    const answer = await fetch(versionPath, { cache: "no-store" }).catch(() => null)
    if (answer?.ok && (await answer.text()).trim() !== version) return location.reload()
  }
  setTimeout(look, 1000)
}
setTimeout(look, 1000)
`
