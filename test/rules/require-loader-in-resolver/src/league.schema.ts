// @ts-nocheck fixture
import type { LeagueRepository } from "./league.repository.ts"

interface Context {
  repository: LeagueRepository
  loaders: Loaders
}

export const typeDefs = `#graphql
  type Fixture { id: ID! goals: [Goal!]! cards: [Card!]! }
  type Query { fixtures: [Fixture!]! }
`

export const resolvers = {
  Query: { fixtures: (_, args, context: Context) => context.repository.goals([args.id]) },
  Fixture: {
    // ruleid: require-loader-in-resolver
    goals: (fixture, _, context: Context) => context.repository.goals([fixture.id]),
    // ok: require-loader-in-resolver
    cards: (fixture, _, context: Context) => context.loaders.cards.load(fixture.id),
  },
}
