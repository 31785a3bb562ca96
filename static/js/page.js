/** What every page needs. */
import { startCopying } from "everyday/copying";
import { startForms } from "everyday/dialogs";
import { startGoingBack } from "everyday/going-back";
import { startMenus } from "everyday/menus";
import { startThemeSwitch } from "everyday/theme";

startThemeSwitch();
startMenus();
startForms();
startCopying();
startGoingBack();

// The sign-up form learns the reader's time zone from the browser.
for (const field of document.querySelectorAll("input[data-time-zone]")) {
  /** @type {HTMLInputElement} */ (field).value ||= Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
}
