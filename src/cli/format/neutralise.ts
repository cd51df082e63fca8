// Code, paths and messages come from the repository under review. Printed raw, an escape sequence in a file name can
// move the cursor, set the window title or hide a finding; a bidirectional override can show code in another order.

// C0 without tab and line feed, DEL, C1; line and paragraph separators; marks, embeddings and isolates of direction;
// zero-width characters except the joiners that scripts and emoji need.
const unprintable =
  // oxlint-disable-next-line no-control-regex -- finding control characters is the purpose
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]/gu

/** Makes every character that a terminal would obey visible as `‹U+001B›`, the way the report does; tab and line feed stay. */
export function neutralise(text: string): string {
  return text.toWellFormed().replace(unprintable, (character) => `‹U+${hexadecimal(character)}›`)
}

/** The same for what must stay on one line: a path, a title, a version. */
export function neutraliseLine(text: string): string {
  return neutralise(text).replace(/[\t\n]/gu, (character) => `‹U+${hexadecimal(character)}›`)
}

/** JSON text, indented, in which such characters are escaped: harmless on a terminal and the same data to a parser. */
export function stringifyHarmless(value: unknown): string {
  const escape = (character: string): string => `\\u${hexadecimal(character).toLowerCase()}`
  // JSON's own indentation is line feeds and spaces; inside strings JSON.stringify has escaped the C0 set already.
  return JSON.stringify(value, null, 2).replace(unprintable, escape)
}

function hexadecimal(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")
}
