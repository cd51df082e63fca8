import type { TechnologyModel } from "./model.ts"

// https://www.elastic.co/docs/explore-analyze/scripting/modules-scripting-using
export const elasticsearch: TechnologyModel = {
  technology: "Elasticsearch",
  packages: ["@elastic/elasticsearch", "@opensearch-project/opensearch"],
  sinks: ["search", "msearch", "update", "updateByQuery", "putScript"].map((method) => ({
    call: `@elastic/elasticsearch.Client().${method}`,
    kind: "code",
    arguments: [0],
    properties: ["**.source", "**.inline"],
    needs: "string",
  })),
}
