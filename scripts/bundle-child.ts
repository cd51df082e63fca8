import { rolldown } from "rolldown"

/**
 * Puts the compiled program of the analysis process and the packages it loads into one file, in its place: a process that loads a thousand
 * files takes twice as long to start. The parser stays outside, because it is compiled code.
 * @param program path of `analysis-process/child.js`
 */
export async function bundleChild(program: string): Promise<void> {
  const bundle = await rolldown({
    input: program,
    platform: "node",
    external: ["oxc-parser"],
    // Some packages come in two forms; only that for bundlers names what it loads in a way that can be followed.
    resolve: { mainFields: ["module", "main"] },
    logLevel: "warn",
  })
  await bundle.write({ file: program, format: "esm" })
  await bundle.close()
}
