// ruleid: no-disabled-lint-rule
/* eslint-disable */
export const rows = eval("[]")
