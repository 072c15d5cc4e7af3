/** The light and the dark theme. Without a choice, the page follows the system. */
export type Theme = "system" | "light" | "dark"

const KEY = "almanac-theme"

export function chosenTheme(): Theme {
  const kept = localStorage.getItem(KEY)
  return kept === "light" || kept === "dark" ? kept : "system"
}

export function chooseTheme(theme: Theme): void {
  localStorage.setItem(KEY, theme)
  applyTheme()
}

export function applyTheme(): void {
  document.documentElement.dataset.theme = chosenTheme()
}
