import { QueryClient, QueryClientProvider } from "@tanstack/react-query"
import { RouterProvider } from "@tanstack/react-router"
import { StrictMode } from "react"
import { createRoot } from "react-dom/client"
import "./design/tokens.css"
import "./design/base.css"
import "./design/parts.css"
import { ApiError } from "./api.ts"
import { makeRouter } from "./router.tsx"
import { applyTheme } from "./theme.ts"

const STALE_MS = 30_000
const RETRIES = 2

/** Problems that asking again can solve. */
const MAY_PASS = ["held", "unreachable"]

applyTheme()
const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: STALE_MS,
      retry: (failures, error) =>
        failures < RETRIES && error instanceof ApiError && MAY_PASS.includes(error.problem),
    },
  },
})
const router = makeRouter(client)
const place = document.getElementById("page")
if (place === null) throw new Error("index.html has no place for the page")
createRoot(place).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
)
