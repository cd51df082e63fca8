// @ts-nocheck fixture
import { ClassSerializerInterceptor, Controller, Get, NotFoundException, Param, UseInterceptors } from "@nestjs/common"
import { InjectRepository } from "@nestjs/typeorm"
import Fastify from "fastify"
import { Repository } from "typeorm"
import { MembersService } from "./members.service"
import { Member } from "./models/member.entity"

@Controller("members")
export class MembersController {
  constructor(
    private readonly service: MembersService,
    @InjectRepository(Member) private readonly members: Repository<Member>,
  ) {}

  @Get(":id")
  async read(@Param("id") id: string) {
    const member = await this.members.findOneBy({ id })
    if (!member) throw new NotFoundException()
    // ruleid: no-password-hash-in-response
    return member
  }

  @Get(":id/service")
  readByService(@Param("id") id: string) {
    // ruleid: no-password-hash-in-response
    return this.service.findOne(id)
  }

  @Get("counted")
  async counted() {
    const member = await this.service.findOne("1")
    // ruleid: no-password-hash-in-response
    return { count: 1, member }
  }

  @Get("counted/names")
  async countedNames() {
    const names = await this.service.names()
    // ok: no-password-hash-in-response
    return { count: names.length, names }
  }

  @Get(":id/public")
  readPublic(@Param("id") id: string) {
    // ok: no-password-hash-in-response
    return this.service.findPublic(id)
  }

  @Get("names")
  names() {
    // ok: no-password-hash-in-response
    return this.service.names()
  }

  @Get(":id/name")
  async name(@Param("id") id: string) {
    const member = await this.members.findOneBy({ id })
    // ok: no-password-hash-in-response
    return { name: member?.name }
  }

  @Get(":id/shaped")
  @UseInterceptors(ClassSerializerInterceptor)
  shaped(@Param("id") id: string) {
    // ok: no-password-hash-in-response
    return this.service.findOne(id)
  }
}

const fastify = Fastify()

fastify.get("/members/:id", async (request) => {
  // ruleid: no-password-hash-in-response
  return members.findOneBy({ id: request.params.id })
})

fastify.get("/shaped/:id", { schema: { response: { 200: shape } } }, async (request) => {
  // ok: no-password-hash-in-response
  return members.findOneBy({ id: request.params.id })
})
