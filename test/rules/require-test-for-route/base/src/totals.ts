// @ts-nocheck fixture
export function totalOf(lines) {
  return lines.length === 0 ? 0 : lines.reduce((sum, line) => sum + line.price, 0)
}
