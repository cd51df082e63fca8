// @ts-nocheck fixture
export function footing(rows) {
  if (rows.length > 1) return "Sum"
  return ""
}
