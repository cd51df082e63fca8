import { Html } from "./html.ts"

const shapes = {
  check: '<path d="M3 8.5 6.5 12 13 4.5"/>',
  cross: '<path d="m4 4 8 8m0-8-8 8"/>',
  dash: '<path d="M4 8h8"/>',
  clock: '<path d="M8 4.5V8l2.5 1.5"/><circle cx="8" cy="8" r="6"/>',
  comment: '<path d="M2.5 3.5h11v7.5H8L5 13.5V11H2.5z"/>',
  file: '<path d="M4 2h5.5L12 4.5V14H4zM9 2v3h3"/>',
  branch:
    '<circle cx="4.5" cy="4" r="1.75"/><circle cx="4.5" cy="12" r="1.75"/><circle cx="11.5" cy="4" r="1.75"/><path d="M4.5 5.75v4.5M11.5 5.75c0 3-4 2.5-6.5 4.75"/>',
  eye: '<path d="M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8z"/><circle cx="8" cy="8" r="2"/>',
  pin: '<path d="M5 2.5h6l-1 4 2 2.5H4l2-2.5zM8 9v5"/>',
  warning: '<path d="M8 2.5 14.5 13.5h-13zM8 6.5V10m0 1.6v.4"/>',
} as const

export type IconName = keyof typeof shapes

/** A drawing beside a word; always decoration, the word says it. */
export function icon(name: IconName): Html {
  return new Html(`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true">${shapes[name]}</svg>`)
}
