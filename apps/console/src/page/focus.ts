/**
 * The focus is never lost. If what had it is removed, hidden or disabled, the focus goes to what is left around it, so that people
 * who use the keyboard go on where they were. Another page begins at its heading.
 */

/** What had the focus last, and the elements around it, from the inside to the outside. */
let last: ReadonlyArray<Element> = []
/** What has the focus instead, until what had it can have it again. */
let standIn: Element | undefined
/** Whether the heading gets the focus as soon as the page has one. */
let isWaitingForHeading = false

/** Begins to watch the focus. */
export function keepFocus(): void {
  document.addEventListener("focusin", ({ target }) => remember(target))
  // A click beside everything takes the focus away on purpose.
  document.addEventListener("pointerdown", ({ target }) => {
    isWaitingForHeading = false
    remember(target instanceof Element ? target.closest("a, button, input, select, textarea, summary") : null)
  })
  let isDue = false
  new MutationObserver(() => {
    if (isDue) return
    isDue = true
    requestAnimationFrame(() => {
      isDue = false
      restore()
    })
  }).observe(document.body, {
    subtree: true,
    childList: true,
    attributeFilter: ["disabled", "open", "hidden"],
  })
}

/** Moves the focus to the page that has been opened. */
export function focusPage(): void {
  isWaitingForHeading = true
  document.querySelector<HTMLElement>("main")?.focus({ preventScroll: true })
  restore()
}

function remember(target: EventTarget | null): void {
  if (target === standIn) return
  standIn = undefined
  const around: Array<Element> = []
  for (let one = target instanceof Element ? target : null; one !== null; one = one.parentElement) {
    around.push(one)
  }
  last = around
}

function restore(): void {
  const { activeElement } = document
  const heading = document.querySelector<HTMLElement>("main h1")
  if (isWaitingForHeading && heading !== null) {
    isWaitingForHeading = false
    if (activeElement === document.body || activeElement?.tagName === "MAIN") {
      heading.focus()
      return
    }
  }
  const isLost = activeElement === null || activeElement === document.body || !canHaveFocus(activeElement)
  if (!isLost && activeElement !== standIn) return
  const left = last.find(canHaveFocus)
  if (!(left instanceof HTMLElement) || left === activeElement || left === document.body) return
  standIn = left === last[0] ? undefined : left
  // Elements that nobody reaches with the keyboard get the focus only from here.
  if (left.tabIndex < 0) left.tabIndex = -1
  left.focus({ preventScroll: true })
}

const canHaveFocus = (element: Element): boolean =>
  element.isConnected && element.checkVisibility() && !element.matches(":disabled")
