import { QueryClient, QueryClientProvider } from "@tanstack/react-query"
import { RouterProvider } from "@tanstack/react-router"
import { StrictMode } from "react"
import { createRoot } from "react-dom/client"
import "./design/tokens.css"
import "./design/base.css"
import "./design/parts.css"
import { ApiError } from "./api.ts"
import { focusPage, keepFocus } from "./focus.ts"
import { makeRouter } from "./router.tsx"
import { applyTheme } from "./theme.ts"

const STALE_MS = 30_000
const RETRIES = 2

/** Problems that asking again can solve. */
const MAY_PASS = ["held", "unreachable"]
/** What is older than it should be, or could not be read, is asked for again this often. */
const ASK_AGAIN_MS = 5000

/** Whether an answer is from earlier, because another process holds the store. */
const isFromEarlier = (data: unknown): boolean =>
  typeof data === "object" && data !== null && "since" in data && data.since !== null
const mayPass = (error: unknown): boolean => error instanceof ApiError && MAY_PASS.includes(error.problem)

applyTheme()
keepFocus()
const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: STALE_MS,
      retry: (failures, error) => failures < RETRIES && mayPass(error),
      refetchInterval: ({ state: { data, error } }) =>
        isFromEarlier(data) || mayPass(error) ? ASK_AGAIN_MS : false,
    },
  },
})
const router = makeRouter(client)
router.subscribe("onResolved", ({ fromLocation, pathChanged }) => {
  if (fromLocation !== undefined && pathChanged) focusPage()
})
const place = document.getElementById("page")
if (place === null) throw new Error("index.html has no place for the page")
createRoot(place).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
)
