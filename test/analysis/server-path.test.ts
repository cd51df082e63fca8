import { expect, test } from "vitest"
import { isServerPath } from "../../src/analysis/calls/server-path.ts"

test.each([
  "src/orders.ts",
  "apps/api/src/mobile-push.service.ts",
  "services/webhooks/index.js",
  "lib/native.js",
  "src/config/database.config.ts",
  "apps/api/src/auth/config/auth.config.ts",
  "packages/shop-client/src/orders.ts",
  "src/commands/test.js",
  "routes/test.js",
])("takes %s for code of a server", (path) => expect(isServerPath(path)).toBe(true))

test.each([
  "apps/web/src/pages/api/users/[id].ts",
  "apps/web/app/(shop)/orders/[id]/route.ts",
  "frontend/src/app/orders/actions.ts",
  "pages/api/public/health.js",
  "apps/web/modules/api/v2/teams/[teamId]/route.ts",
  "apps/web/server/billing/invoices.ts",
  "web/apps/dashboard/lib/trpc/routers/keys/create.ts",
  "apps/web/lib/session.server.ts",
])("takes %s of Next.js for code of a server", (path) => expect(isServerPath(path)).toBe(true))

test.each([
  "apps/web/src/pages/orders.ts",
  "apps/web/src/store/actions.ts",
  "apps/web/src/services/orders.ts",
  "examples/shop/server/orders.ts",
  "apps/server/src/integrations/static/static.module.ts",
  "server/migrations/20260101-orders.js",
  "client/src/controllers/menu.js",
  "apps/web/server/static/bundle.js",
  "examples/next/pages/api/users.ts",
  "apps/mobile/lib/offline.ts",
  "apps/expo/src/store.ts",
  "electron/main.js",
  "packages/app-tests/constants/pdf.ts",
  "packages/admin/admin-vite-plugin/src/plugin.ts",
  "packages/shop-cli/src/digest.ts",
  "packages/shop-frontend/src/digest.ts",
  "client/src/api.ts",
  "scripts/seed.ts",
  "src/page.tsx",
  "apps/api/vitestSetup.ts",
  "jest.setup.js",
  "src/jest.config.ts",
  "config/vite.config.ts",
  "packages/mail/src/test-setup.ts",
  "src/setupTests.js",
  "test.js",
  "packages/mail/test.mjs",
  ".claude/skills/browser/server.mjs",
  ".github/actions/label/index.js",
])("takes %s for code of something else", (path) => expect(isServerPath(path)).toBe(false))
