import type { TechnologyModel } from "./model.ts"

/** Clients that send a GraphQL document given as text. */
export const graphqlClients: TechnologyModel = {
  technology: "GraphQL clients",
  packages: ["graphql-request"],
  sinks: [
    { call: "graphql-request.request", kind: "graphql", arguments: [1], needs: "string" },
    { call: "graphql-request.GraphQLClient().request", kind: "graphql", arguments: [0], properties: ["document"], needs: "string" },
    { call: "graphql-request.GraphQLClient().rawRequest", kind: "graphql", arguments: [0], needs: "string" },
    { call: "@octokit/graphql.graphql", kind: "graphql", arguments: [0], needs: "string" },
    { call: "@octokit/rest.Octokit().graphql", kind: "graphql", arguments: [0], needs: "string" },
    { call: "octokit.Octokit().graphql", kind: "graphql", arguments: [0], needs: "string" },
    ...["@apollo/client", "@apollo/client/core"].flatMap((name) => [
      { call: `${name}.ApolloClient().query`, kind: "graphql", arguments: [0], properties: ["query"], needs: "string" } as const,
      { call: `${name}.ApolloClient().mutate`, kind: "graphql", arguments: [0], properties: ["mutation"], needs: "string" } as const,
    ]),
    ...["query", "mutation"].map(
      (method) => ({ call: `@urql/core.createClient().${method}`, kind: "graphql", arguments: [0], needs: "string" }) as const,
    ),
    { call: "graphql-tag", kind: "graphql", arguments: [0], needs: "string" },
  ],
}
