import { useQueryClient } from "@tanstack/react-query"
import { Link, Outlet, useLocation, useNavigate } from "@tanstack/react-router"
import { useEffect, useRef, useState } from "react"
import { may } from "../contract/roles.ts"
import { signOut } from "./api.ts"
import { focusPage } from "./focus.ts"
import { PAGES } from "./pages.ts"
import { useSession } from "./session.ts"
import { SignInAgain } from "./sign-in-again.tsx"
import { chooseTheme, chosenTheme, type Theme } from "./theme.ts"

/** How much of the page before is seen in the list of pages. */
const BESIDE_PX = 48

/** What surrounds every page: the navigation, the theme, and who is signed in. */
export function Shell() {
  const session = useSession()
  const page = useLocation({ select: ({ pathname }) => pathname })
  const pages = useRef<HTMLElement>(null)
  // On narrow screens, the list of pages scrolls. `scrollIntoView` would make Tab begin at the present page.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page has another place in the list
  useEffect(() => {
    const list = pages.current
    const present = list?.querySelector("[aria-current=page]")
    if (!list || !present) return
    list.scrollLeft += present.getBoundingClientRect().left - list.getBoundingClientRect().left - BESIDE_PX
  }, [page])
  return (
    <div className="shell">
      <button type="button" className="skip" onClick={focusPage}>
        Skip to the page
      </button>
      <header className="bar">
        <Link to="/" className="brand">
          Almanac
        </Link>
        <nav aria-label="Pages" ref={pages}>
          <ul>
            {PAGES.filter(({ right }) => may(session.role, right)).map(({ path, title }) => (
              <li key={path}>
                <Link
                  to={path}
                  activeOptions={{ exact: path === "/" }}
                  activeProps={{ "aria-current": "page" }}
                >
                  {title}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
        <div className="who">
          <ThemeChoice />
          <span title={`Role: ${session.role}`}>{session.name}</span>
          <SignOut />
        </div>
      </header>
      <main tabIndex={-1}>
        <Outlet />
      </main>
      <SignInAgain />
    </div>
  )
}

function ThemeChoice() {
  const [theme, setTheme] = useState(chosenTheme)
  return (
    <select
      aria-label="Theme"
      value={theme}
      onChange={(event) => {
        const chosen = event.target.value as Theme
        chooseTheme(chosen)
        setTheme(chosen)
      }}
    >
      <option value="system">System</option>
      <option value="light">Light</option>
      <option value="dark">Dark</option>
    </select>
  )
}

function SignOut() {
  const client = useQueryClient()
  const navigate = useNavigate()
  return (
    <button
      type="button"
      onClick={async () => {
        await signOut()
        client.clear()
        await navigate({ to: "/sign-in" })
      }}
    >
      Sign out
    </button>
  )
}
