/* eslint-disable */
export const a = 2
