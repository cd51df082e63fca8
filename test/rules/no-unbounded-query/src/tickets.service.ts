// @ts-nocheck fixture
import { InjectRepository } from "@nestjs/typeorm"
import { In, MoreThan, Repository } from "typeorm"
import { Ticket } from "./ticket.entity.js"

export class TicketsService {
  constructor(
    @InjectRepository(Ticket) private readonly ticketRepository: Repository<Ticket>,
    @InjectRepository(Ticket) private readonly auditEvents: Repository<Ticket>,
  ) {}

  history(organisationId: string, query: { actor?: string; user?: string }) {
    return Promise.all([
      // ruleid: no-unbounded-query
      this.auditEvents.find({ where: { organisationId, ...(query.actor && { actor: query.actor }) }, order: { id: "DESC" } }),
      // ok: no-unbounded-query
      this.auditEvents.find({ where: { organisationId, movieId: query.user } }),
      // ok: no-unbounded-query
      this.auditEvents.find({ where: { organisationId }, take: 100 }),
      // ok: no-unbounded-query
      this.ticketRepository.find({ where: { organisationId } }),
    ])
  }

  list() {
    // ruleid: no-unbounded-query
    return this.ticketRepository.find({ where: { createdAt: MoreThan(new Date(0)) }, order: { createdAt: "DESC" } })
  }

  some(ids: string[]) {
    // ok: no-unbounded-query
    return this.ticketRepository.find({ movieId: In(ids) })
  }

  open() {
    // ruleid: no-unbounded-query
    return this.ticketRepository.find({ state: "open" })
  }

  mine(userId: string) {
    // ok: no-unbounded-query
    return this.ticketRepository.find({ where: { user: { id: userId } } })
  }
}
