// @ts-nocheck fixture
import { closedProfile, openProfile, profile, profileChange } from "./schemas.js"
import { UserService } from "./user.service.js"

export class UsersController {
  constructor(private readonly userService: UserService) {}

  edit = async (req, res) => {
    // ruleid: no-discarded-parse
    profileChange.parse(req.body)
    const user = await this.userService.editUser(req.body, req.file, req.user)
    res.json(user)
  }

  editWithParsed = async (req, res) => {
    // ok: no-discarded-parse
    const changes = profileChange.parse(req.body)
    res.json(await this.userService.editUser(changes, req.file, req.user))
  }

  editReplaced = async (req, res) => {
    // ok: no-discarded-parse
    req.body = await profile.parseAsync(req.body)
    res.json(await this.userService.editUser(req.body, req.file, req.user))
  }

  editClosed = async (req, res) => {
    // ok: no-discarded-parse
    closedProfile.parse(req.body)
    res.json(await this.userService.editUser(req.body, req.file, req.user))
  }

  editOpen = async (req, res) => {
    // ok: no-discarded-parse
    openProfile.parse(req.body)
    res.json(await this.userService.editUser(req.body, req.file, req.user))
  }

  create = async (req, res) => {
    // ok: no-discarded-parse
    profile.parse(req.body)
    res.json(await this.userService.createUser(req.body))
  }

  rename = async (req, res) => {
    // ok: no-discarded-parse
    profile.parse(req.body)
    res.json(await this.userService.updateName(req.body, req.user.id))
  }
}
