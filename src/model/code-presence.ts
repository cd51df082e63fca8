/** True when the code still stands in the text, however it is indented. Code of a file as a whole (empty) stands as long as there is a text. */
export function isCodePresent(text: string | null, evidence: string): boolean {
  const withoutSpace = (value: string) => value.replace(/\s+/g, "")
  return text !== null && withoutSpace(text).includes(withoutSpace(evidence))
}
