import { publishOrder } from "./events.js"

export function repeat(order) {
  publishOrder(order).catch(() => {})
}
