/** PostgreSQL's type number of bigint, which both drivers would hand out in their own way. Our ids and counts stay far below 2^53. */
export const bigintType = 20
