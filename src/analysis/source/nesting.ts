import { longestRun } from "./statement-run.ts"

// oxc kills the whole process with a segmentation fault on nesting deeper than about 6,000 brackets or 100,000
// operators (measured with 0.159.0); a linear look that knows no grammar must therefore come before the parser.
const MAX_BRACKETS = 1_000
const MAX_RUN = 5_000
const MAX_OPERATORS = MAX_RUN * 4

/**
 * Why this text is too deeply nested to be parsed safely, or `null`. Counts brackets wherever they stand, in strings and
 * comments too, because being wrong there costs one odd file and being clever there could cost the process.
 */
export function nestingProblem(text: string): string | null {
  let depth = 0
  let run = 0
  let mostOperators = 0
  let elses = 0
  let prefixes = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    switch (code) {
      case 40: // (
      case 91: // [
      case 123: // {
        if (++depth > MAX_BRACKETS) return `nested deeper than ${MAX_BRACKETS} brackets`
        break
      case 41:
      case 93:
      case 125:
        if (depth > 0) depth--
        break
      case 59: // ; ends every run of operators
        run = 0
        break
      case 101: // e
        if (text.startsWith("else", at) && ++elses > MAX_RUN) return `more than ${MAX_RUN} else branches`
        break
      case 33: // !
      case 37:
      case 38:
      case 42:
      case 43:
      case 45:
      case 47:
      case 60:
      case 61:
      case 62:
      case 63:
      case 94:
      case 124:
      case 126:
        run++
        if (run > mostOperators) mostOperators = run
        break
    }
    // `!!!!…x`, `----x` and `=> => =>` nest without brackets.
    prefixes = code === 33 || code === 126 || code === 45 || code === 43 ? prefixes + 1 : code === 32 ? prefixes : 0
    if (prefixes > MAX_BRACKETS) return `more than ${MAX_BRACKETS} prefix operators`
  }
  // Who writes no semicolons ends statements with lines; that takes a closer look, which hardly any file needs.
  if (mostOperators > MAX_OPERATORS && longestRun(text) > MAX_OPERATORS) return `more than ${MAX_OPERATORS} operators in one statement`
  return null
}
