import { UseGuards } from "@nestjs/common"
import { Args, Mutation, Parent, ResolveField, Resolver } from "@nestjs/graphql"
import { GqlAuthGuard } from "../guards/gql-auth.guard"
import { GqlUser } from "../guards/gql-user.decorator"
import { HistoryService } from "./history.service"

@Resolver(() => User)
export class HistoryResolver {
  constructor(private readonly history: HistoryService) {}

  @ResolveField(() => [History])
  async history(@Parent() user: User) {
    return this.history.list(user.uid)
  }

  @ResolveField(() => [History])
  @UseGuards(GqlAuthGuard)
  // ok: no-removed-guard
  async favourites(@Parent() user: User) {
    return this.history.favourites(user.uid)
  }

  @Mutation(() => Boolean)
  @UseGuards(GqlAuthGuard)
  // ok: no-removed-guard
  async clear(@GqlUser() caller: User, @Args("id") id: string) {
    return this.history.remove(caller.uid, id)
  }
}
