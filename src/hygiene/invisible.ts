// What a reader cannot see can still speak to a model, reorder code or carry data. It is shown, never silently removed.

/** Takes any text, returns it for people with control, invisible and bidirectional characters spelled out, such as `‹U+202E›`. Keeps tabs and line ends. */
export function showInvisible(text: string): string {
  return text.replace(/\r\n?/g, "\n").replace(invisible, (character) => `‹U+${hexadecimal(character).padStart(4, "0")}›`)
}

/**
 * The same for a model: escapes such as `\u{E0041}`, which it knows from source code. Never changes the number of lines; a carriage return
 * that only ends a line goes.
 */
export function escapeInvisible(text: string): string {
  return text.replace(/\r(?=\n|$)/g, "").replace(invisible, (character) => `\\u{${hexadecimal(character)}}`)
}

/** True when `showInvisible` would change more than line ends. */
export function hasInvisible(text: string): boolean {
  return text.search(invisible) >= 0
}

/** Takes any text, returns the places of characters that a reader does not see, tabs and line ends excepted: offset, width in code units and name such as `U+202E`. */
export function findInvisible(text: string): readonly { readonly at: number; readonly width: number; readonly name: string }[] {
  if (!mayHoldInvisible.test(text)) return none
  return Array.from(text.replace(/\r\n/g, "\n\n").matchAll(invisible), ({ 0: character, index }) => ({
    at: index,
    width: character.length,
    name: `U+${hexadecimal(character).padStart(4, "0")}`,
  }))
}

const none: readonly never[] = []

// Nearly every text is printable ASCII, for which the large pattern need not be tried at each character.
const mayHoldInvisible = /[^\t\n\x20-\x7e]/

function hexadecimal(character: string): string {
  return character.codePointAt(0)!.toString(16).toUpperCase()
}

// Control characters but tab and line feed; everything Unicode lets a renderer leave out (soft hyphen, zero-width, bidirectional, fillers, tags,
// variation selectors, of which the two for emoji may follow what they select); line and paragraph separators; interlinear marks; the empty
// Braille cell; lone surrogates.
const invisible =
  /(?![\t\n])\p{Control}|[\u2028\u2029\u2800\ufff9-\ufffb]|(?![\ufe0e\ufe0f])\p{Default_Ignorable_Code_Point}|(?<![\p{Extended_Pictographic}#*0-9])[\ufe0e\ufe0f]|\p{Surrogate}/gu
