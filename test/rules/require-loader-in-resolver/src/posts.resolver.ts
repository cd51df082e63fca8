// @ts-nocheck fixture
import { Parent, Query, ResolveField, Resolver } from "@nestjs/graphql"
import { Post } from "./post.model"
import { UsersService } from "./users.service"

@Resolver(() => Post)
export class PostsResolver {
  constructor(private readonly users: UsersService) {}

  @Query(() => [Post])
  posts() {
    // ok: require-loader-in-resolver
    return this.users.posts()
  }

  @ResolveField()
  author(@Parent() post: Post) {
    // ruleid: require-loader-in-resolver
    return this.users.find(post.authorId)
  }
}
