import { UseGuards } from "@nestjs/common"
import { Args, Mutation, Parent, ResolveField, Resolver } from "@nestjs/graphql"
import { GqlAuthGuard } from "../guards/gql-auth.guard"
import { GqlUser } from "../guards/gql-user.decorator"
import { HistoryService } from "./history.service"

@Resolver(() => User)
export class HistoryResolver {
  constructor(private readonly history: HistoryService) {}

  @ResolveField(() => [History])
  @UseGuards(GqlAuthGuard)
  async history(@Parent() user: User, @GqlUser() requestingUser: User) {
    if (requestingUser?.uid !== user.uid) return []
    return this.history.list(user.uid)
  }

  @ResolveField(() => [History])
  @UseGuards(GqlAuthGuard)
  async favourites(@Parent() user: User) {
    return this.history.favourites(user.uid)
  }

  @Mutation(() => Boolean)
  @UseGuards(GqlAuthGuard)
  async clear(@GqlUser() requestingUser: User, @Args("id") id: string) {
    return this.history.remove(requestingUser.uid, id)
  }
}
