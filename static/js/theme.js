/**
 * The theme: as the system, light or dark. The choice is kept in localStorage; a script in the head sets it before the
 * first paint. Whatever draws with colours of its own listens for `everyday:theme` on document.
 */

const KEY = "everyday-theme";
const CHOICES = /** @type {const} */ (["auto", "light", "dark"]);
const systemDark = window.matchMedia("(prefers-color-scheme: dark)");

/** @returns {"auto" | "light" | "dark"} */
export function chosenTheme() {
  const theme = document.documentElement.dataset.theme;
  return theme === "light" || theme === "dark" ? theme : "auto";
}

/** @returns {boolean} whether the page is drawn dark now */
export function isDark() {
  const chosen = chosenTheme();
  return chosen === "auto" ? systemDark.matches : chosen === "dark";
}

/**
 * A colour of tokens.css in the theme drawn now.
 * @param {string} name without the dashes: "ink-soft"
 */
export function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/** @returns {string[]} the colours of series 1 … 6 */
export function seriesColours() {
  return [1, 2, 3, 4, 5, 6].map((n) => colour(`series-${n}`));
}

/** @returns {boolean} */
export function prefersStill() {
  return window.matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/** @param {() => void} redraw called after each change of theme */
export function onThemeChange(redraw) {
  document.addEventListener("everyday:theme", redraw);
}

/** @param {"auto" | "light" | "dark"} theme */
function choose(theme) {
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  try {
    if (theme === "auto") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, theme);
  } catch {
    // Private windows may refuse storage: the choice then lasts for this page.
  }
  document.dispatchEvent(new Event("everyday:theme"));
}

/** @param {HTMLButtonElement} button */
function show(button) {
  const theme = chosenTheme();
  const label = button.dataset[`label${theme[0].toUpperCase()}${theme.slice(1)}`] ?? theme;
  button.setAttribute("aria-label", label);
  button.title = label;
  for (const icon of button.querySelectorAll("[data-theme-icon]")) {
    /** @type {HTMLElement} */ (icon).hidden = icon.getAttribute("data-theme-icon") !== theme;
  }
}

/** Brings the theme buttons of the page to life. */
export function startThemeSwitch() {
  for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("[data-theme-switch]"))) {
    button.hidden = false;
    show(button);
    button.addEventListener("click", () => {
      choose(CHOICES[(CHOICES.indexOf(chosenTheme()) + 1) % CHOICES.length]);
      show(button);
    });
  }
  systemDark.addEventListener("change", () => {
    if (chosenTheme() === "auto") document.dispatchEvent(new Event("everyday:theme"));
  });
}
