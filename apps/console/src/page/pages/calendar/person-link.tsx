import { Link } from "@tanstack/react-router"

/** Leads to the page of a person, with the plan of a run. */
export function PersonLink({ contact, run }: { readonly contact: string; readonly run: string }) {
  return (
    <Link to="/people" search={{ contact, run }} preload={false}>
      {contact}
    </Link>
  )
}
