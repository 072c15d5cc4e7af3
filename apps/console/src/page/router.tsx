/** The addresses of the console. Every page is loaded when it is first opened. Filters are in the address. */
import type { QueryClient } from "@tanstack/react-query"
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  parseSearchWith,
  redirect,
  stringifySearchWith,
} from "@tanstack/react-router"
import { ApiError, reading } from "./api.ts"
import { calendarSearch } from "./pages/calendar/search.ts"
import { NotFound } from "./parts/states.tsx"
import { Shell } from "./shell.tsx"
import { SignIn } from "./sign-in.tsx"

/** Reads texts of an address. Others than these are ignored. */
const texts =
  <N extends string>(...names: ReadonlyArray<N>) =>
  (search: Readonly<Record<string, unknown>>): { readonly [K in N]?: string | undefined } =>
    Object.fromEntries(
      names.flatMap((name) => (search[name] == null ? [] : [[name, String(search[name])]])),
    ) as { readonly [K in N]?: string | undefined }

interface RouterContext {
  readonly client: QueryClient
}

const root = createRootRouteWithContext<RouterContext>()({ notFoundComponent: NotFound })

const signIn = createRoute({ getParentRoute: () => root, path: "/sign-in", component: SignIn })

/** All pages that need a session. */
const shell = createRoute({
  getParentRoute: () => root,
  id: "shell",
  component: Shell,
  beforeLoad: async ({ context, location }) => {
    try {
      return { session: await context.client.ensureQueryData(reading("session", {})) }
    } catch (error) {
      if (error instanceof ApiError && error.problem === "signed_out") {
        throw redirect({ to: "/sign-in", search: { back: location.href } })
      }
      throw error
    }
  },
})

const calendar = createRoute({
  getParentRoute: () => shell,
  path: "/",
  validateSearch: calendarSearch,
  component: lazyRouteComponent(() => import("./pages/calendar/page.tsx"), "CalendarPage"),
})

const runs = createRoute({
  getParentRoute: () => shell,
  path: "/runs",
  validateSearch: texts("job"),
  component: lazyRouteComponent(() => import("./pages/runs/page.tsx"), "RunsPage"),
})

const run = createRoute({
  getParentRoute: () => shell,
  path: "/runs/$directory",
  validateSearch: texts("job"),
  component: lazyRouteComponent(() => import("./pages/runs/run.tsx"), "RunPage"),
})

const clusterRun = createRoute({
  getParentRoute: () => shell,
  path: "/runs/cluster/$run",
  component: lazyRouteComponent(() => import("./pages/runs/cluster/page.tsx"), "ClusterRunPage"),
})

const diff = createRoute({
  getParentRoute: () => shell,
  path: "/runs/diff",
  validateSearch: texts("a", "b"),
  component: lazyRouteComponent(() => import("./pages/runs/diff.tsx"), "DiffPage"),
})

const campaigns = createRoute({
  getParentRoute: () => shell,
  path: "/campaigns",
  validateSearch: texts("standing", "type", "find"),
  component: lazyRouteComponent(() => import("./pages/campaigns/list.tsx"), "CampaignsPage"),
})

const newCampaign = createRoute({
  getParentRoute: () => shell,
  path: "/campaigns/new",
  component: lazyRouteComponent(() => import("./pages/campaigns/new.tsx"), "NewCampaignPage"),
})

const campaignTypes = createRoute({
  getParentRoute: () => shell,
  path: "/campaigns/types",
  component: lazyRouteComponent(() => import("./pages/campaigns/types.tsx"), "CampaignTypesPage"),
})

const campaign = createRoute({
  getParentRoute: () => shell,
  path: "/campaigns/$id",
  component: lazyRouteComponent(() => import("./pages/campaigns/campaign.tsx"), "CampaignPage"),
})

const editCampaign = createRoute({
  getParentRoute: () => shell,
  path: "/campaigns/$id/edit",
  component: lazyRouteComponent(() => import("./pages/campaigns/edit.tsx"), "EditCampaignPage"),
})

const campaignContacts = createRoute({
  getParentRoute: () => shell,
  path: "/campaigns/$id/contacts",
  validateSearch: texts("do"),
  component: lazyRouteComponent(() => import("./pages/campaigns/contacts.tsx"), "CampaignContactsPage"),
})

const campaignPreview = createRoute({
  getParentRoute: () => shell,
  path: "/campaigns/$id/preview",
  validateSearch: texts("job"),
  component: lazyRouteComponent(() => import("./pages/campaigns/preview.tsx"), "CampaignPreviewPage"),
})

const whatIf = createRoute({
  getParentRoute: () => shell,
  path: "/what-if",
  validateSearch: texts("org", "try", "job"),
  component: lazyRouteComponent(() => import("./pages/what-if/page.tsx"), "WhatIfPage"),
})

const approvals = createRoute({
  getParentRoute: () => shell,
  path: "/approvals",
  validateSearch: texts("proposal"),
  component: lazyRouteComponent(() => import("./pages/approvals/page.tsx"), "ApprovalsPage"),
})

const campaignPages = [
  campaigns,
  newCampaign,
  campaignTypes,
  campaign,
  editCampaign,
  campaignContacts,
  campaignPreview,
  whatIf,
  approvals,
]

const people = createRoute({
  getParentRoute: () => shell,
  path: "/people",
  validateSearch: texts("contact", "run"),
  component: lazyRouteComponent(() => import("./pages/people/page.tsx"), "PeoplePage"),
})

const law = createRoute({
  getParentRoute: () => shell,
  path: "/law",
  validateSearch: texts("run", "state", "day", "born", "effective", "law", "show", "job"),
  component: lazyRouteComponent(() => import("./pages/law/page.tsx"), "LawPage"),
})

const store = createRoute({
  getParentRoute: () => shell,
  path: "/store",
  validateSearch: texts("job"),
  component: lazyRouteComponent(() => import("./pages/store/page.tsx"), "StorePage"),
})

const audit = createRoute({
  getParentRoute: () => shell,
  path: "/audit",
  validateSearch: texts("actor", "action", "text", "from", "to", "page"),
  component: lazyRouteComponent(() => import("./pages/audit/page.tsx"), "AuditPage"),
})

const settings = createRoute({
  getParentRoute: () => shell,
  path: "/settings",
  validateSearch: texts("version", "from", "to", "all"),
  component: lazyRouteComponent(() => import("./pages/settings/page.tsx"), "SettingsPage"),
})

const editSettings = createRoute({
  getParentRoute: () => shell,
  path: "/settings/edit",
  component: lazyRouteComponent(() => import("./pages/settings/edit.tsx"), "EditSettingsPage"),
})

const organisations = createRoute({
  getParentRoute: () => shell,
  path: "/settings/organisations",
  validateSearch: texts("org"),
  component: lazyRouteComponent(() => import("./pages/settings/organisations.tsx"), "OrganisationsPage"),
})

const settingsPages = [settings, editSettings, organisations]

const tree = root.addChildren([
  signIn,
  shell.addChildren([
    calendar,
    people,
    law,
    ...campaignPages,
    runs,
    run,
    clusterRun,
    diff,
    store,
    audit,
    ...settingsPages,
  ]),
])

/** The value of a filter in the address. Only lists and objects are written as JSON, so a text stands there as it is. */
function parsedValue(text: string): unknown {
  if (/^[[{]/.test(text)) return JSON.parse(text)
  throw new SyntaxError("a text")
}

export const makeRouter = (client: QueryClient) =>
  createRouter({
    routeTree: tree,
    context: { client },
    defaultPreload: "intent",
    parseSearch: parseSearchWith(parsedValue),
    stringifySearch: stringifySearchWith(JSON.stringify, parsedValue),
  })

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof makeRouter>
  }
}
