// @ts-nocheck fixture
export function footing(rows) {
  // The condition asks for more than before.
  // ruleid: require-test-for-branch
  if (rows.length > 1 && !rows.isHidden) return "Sum"
  return ""
}
