import { Router } from "express"
import { authenticate } from "../authenticate.ts"
import { ParcelService } from "./parcel-service.ts"

const service = new ParcelService()
export const router = Router()

router.get("/parcels", authenticate, async (req, res) => res.json(await service.list(req.account.id)))
router.get("/parcels/:parcelId", authenticate, async (req, res) => res.json(await service.get(req.params.parcelId)))
router.get("/parcels/:parcelId/label", authenticate, async (req, res) => res.json(await service.label(req.params.parcelId, req.account.id)))
