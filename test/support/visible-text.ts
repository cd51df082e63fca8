/** What is seen of a comment before its suggestion and without opening anything: no marks, no small print. */
export function visibleText(body: string): string {
  return body
    .replaceAll(/<!--.*?-->\n?/gs, "")
    .replaceAll(/<details>.*?<\/details>/gs, "")
    .replaceAll(/Suggested change:\n\n(`{3,})suggestion\n.*?\n\1/gs, "")
    .replaceAll(/<sub>.*<\/sub>/g, "")
    .trim()
}
