import type { TechnologyModel } from "./model.ts"

/** XPath expressions; how parsers treat entities is judged by their options, with or without a flow. */
export const xml: TechnologyModel = {
  technology: "XPath",
  packages: ["libxmljs", "libxmljs2"],
  sinks: [
    ...["select", "select1", "evaluate", "parse"].map(
      (method) => ({ call: `xpath.${method}`, kind: "xpath", arguments: [0], needs: "string", unless: "xpath-quoted" }) as const,
    ),
    ...["parseXml", "parseXmlString", "parseHtml"].flatMap((parse) =>
      ["find", "get"].map(
        (method) =>
          ({ call: `libxmljs.${parse}().${method}`, kind: "xpath", arguments: [0], needs: "string", unless: "xpath-quoted" }) as const,
      ),
    ),
    { call: "xpath.useNamespaces()", kind: "xpath", arguments: [0], needs: "string", unless: "xpath-quoted" },
  ],
}
