// @ts-nocheck fixture
import { Injectable } from "@nestjs/common"
import { InjectRepository } from "@nestjs/typeorm"
import { Repository } from "typeorm"
import { Member } from "./models/member.entity"

@Injectable()
export class MembersService {
  constructor(@InjectRepository(Member) private readonly members: Repository<Member>) {}

  findOne(id: string) {
    return this.members.findOneBy({ id })
  }

  async findPublic(id: string) {
    const { passwordHash, ...member } = await this.members.findOneBy({ id })
    return member
  }

  names() {
    return this.members.find({ select: { id: true, name: true } })
  }
}
