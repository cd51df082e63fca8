// ok: no-disabled-lint-rule
/* eslint-disable no-console */
console.log("report")
// ok: no-disabled-lint-rule
/* eslint-disable */
export const table = [ [1,2],
                       [3,4] ]
/* eslint-enable */
