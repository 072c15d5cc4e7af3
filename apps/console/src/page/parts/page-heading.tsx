import { type ReactNode, useEffect } from "react"

/** The heading of a page. It is also the title of the window, and it gets the focus when the page is opened. */
export function PageHeading({
  title,
  className,
  children,
}: {
  readonly title: string
  readonly className?: string | undefined
  /** What is shown, if it is more than the title. */
  readonly children?: ReactNode
}) {
  useEffect(() => {
    document.title = `${title} · Almanac`
  }, [title])
  return (
    <h1 className={className} tabIndex={-1}>
      {children ?? title}
    </h1>
  )
}
