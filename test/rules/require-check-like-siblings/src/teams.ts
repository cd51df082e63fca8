import { Router } from "express"
import { db } from "./db"
import { canManageTeam } from "./membership"

export const router = Router()

router.patch("/teams/:teamId", async (req, res) => {
  if (!(await canManageTeam(req.user, req.params.teamId))) return res.sendStatus(403)
  await db("teams").where({ id: req.params.teamId }).update({ name: req.body.name })
  return res.sendStatus(204)
})

router.post("/teams/:teamId/members", async (req, res) => {
  if (!(await canManageTeam(req.user, req.params.teamId))) return res.sendStatus(403)
  await db("members").insert({ team_id: req.params.teamId, user_id: req.body.userId })
  return res.sendStatus(201)
})

router.delete("/teams/:teamId", async (req, res) => {
  // ruleid: require-check-like-siblings
  await db("teams").where({ id: req.params.teamId }).del()
  return res.sendStatus(204)
})

// Everybody may see what a team is called.
router.get("/teams/:teamId", async (req, res) => {
  // ok: require-check-like-siblings
  const team = await db("teams").where({ id: req.params.teamId }).first()
  return res.json({ name: team.name })
})

export class ProjectsService {
  constructor(private readonly projects) {}

  async rename(userId: string, projectId: string, name: string) {
    await this.assertMember(userId, projectId)
    await this.projects.update(projectId, { name })
  }

  async archive(userId: string, projectId: string) {
    await this.assertMember(userId, projectId)
    await this.projects.update(projectId, { archived: true })
  }

  async transfer(userId: string, projectId: string, ownerId: string) {
    // ruleid: require-check-like-siblings
    await this.projects.update(projectId, { ownerId })
  }

  // What runs at night is told no caller.
  async expire(projectId: string) {
    // ok: require-check-like-siblings
    await this.projects.update(projectId, { expired: true })
  }

  private async assertMember(userId: string, projectId: string) {
    const project = await this.projects.findOneByOrFail({ id: projectId })
    if (!project.memberIds.includes(userId)) throw new Error("not a member")
  }
}
