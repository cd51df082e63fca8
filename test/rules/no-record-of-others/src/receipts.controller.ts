// @ts-nocheck fixture
import { Controller, Get, NotFoundException, Param, Req, UseGuards } from "@nestjs/common"
import { InjectRepository } from "@nestjs/typeorm"
import { Repository } from "typeorm"
import { SignedIn } from "./signed-in.guard"
import { Receipt } from "./receipt.entity"

@Controller("receipts")
@UseGuards(SignedIn)
export class ReceiptsController {
  constructor(@InjectRepository(Receipt) private readonly receipts: Repository<Receipt>) {}

  @Get()
  list(@Req() req) {
    return this.receipts.find({ where: { memberId: req.user.memberId }, take: 20 })
  }

  @Get("mine")
  latest(@Req() req) {
    return this.receipts.findOne({ where: { customerId: req.user.id } })
  }

  @Get(":id")
  async show(@Req() req, @Param("id") id: string) {
    // ruleid: no-record-of-others
    const receipt = await this.receipts.findOne({ where: { id } })
    if (!receipt) throw new NotFoundException()
    return { ...receipt, readBy: req.user.id }
  }

  @Get(":id/copy")
  async copy(@Req() req, @Param("id") id: string) {
    // ok: no-record-of-others
    const receipt = await this.receipts.findOne({ where: { id } })
    if (receipt?.customerId !== req.user.id) throw new NotFoundException()
    return { ...receipt, readBy: req.user.id }
  }
}
