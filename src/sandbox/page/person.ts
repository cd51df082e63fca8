import { type Html, markup } from "./html.ts"
import type { Person } from "./view.ts"

const hues = 8

/** A coloured initial; round for people, square for bots. Decoration, so hidden from screen readers. */
export function renderAvatar(person: Person): Html {
  const sum = Array.from(person.login).reduce((total, character) => total + (character.codePointAt(0) ?? 0), 0)
  return markup`<span class="avatar hue-${sum % hues}${person.isBot ? " bot" : ""}" aria-hidden="true">${Array.from(person.login)[0]?.toUpperCase()}</span>`
}

/** The login in bold, with a "bot" badge for Apps. */
export function renderName(person: Person): Html {
  return markup`<strong class="name">${person.login.replace(/\[bot\]$/, "")}</strong>${person.isBot && markup` <span class="badge">bot</span>`}`
}
