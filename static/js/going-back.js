/** Entries of the history whose page was put in place by script: coming back to one of them loads it. */

/** The state of such an entry. */
export const RELOAD = { reload: true };

export function startGoingBack() {
  window.addEventListener("popstate", (event) => {
    if (event.state?.reload) window.location.reload();
  });
}
