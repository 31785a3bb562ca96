/** The phone's menu button and the drop-down menus (details): Escape and a click outside close them. */

function startToggles() {
  for (const button of document.querySelectorAll("[data-menu-toggle]")) {
    button.addEventListener("click", () => {
      button.setAttribute("aria-expanded", String(button.getAttribute("aria-expanded") !== "true"));
    });
  }
}

/** @param {HTMLDetailsElement} menu */
function closeWithFocus(menu) {
  menu.open = false;
  menu.querySelector("summary")?.focus();
}

export function startMenus() {
  startToggles();
  const menus = /** @type {HTMLDetailsElement[]} */ ([...document.querySelectorAll("details[data-menu]")]);
  document.addEventListener("click", (event) => {
    for (const menu of menus) if (menu.open && !menu.contains(/** @type {Node} */ (event.target))) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of menus) if (menu.open) closeWithFocus(menu);
  });
}
