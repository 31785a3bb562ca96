/**
 * Interactive figures of a lesson: `<figure class="figure" data-figure-url="…">` with a still picture inside. The figure
 * is fetched and drawn when it comes near the screen; until then, and if that fails, the still picture stands.
 */
import { draw } from "everyday/plotly";

/** @param {HTMLElement} figure */
async function bring(figure) {
  const still = /** @type {HTMLElement | null} */ (figure.querySelector(".figure-fallback, .figure-still"));
  const plot = document.createElement("div");
  plot.className = "figure-plot";
  plot.setAttribute("role", "img");
  plot.setAttribute("aria-label", still?.getAttribute("alt") ?? "");
  try {
    const response = await fetch(/** @type {string} */ (figure.dataset.figureUrl));
    if (!response.ok) throw new Error(`the figure answered ${response.status}`);
    const drawing = await response.json();
    figure.prepend(plot);
    await draw(plot, drawing);
    figure.dataset.drawn = "yes";
    if (still) still.hidden = true;
  } catch (error) {
    plot.remove();
    console.warn("figure", figure.dataset.figureUrl, error);
  }
}

const near = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      near.unobserve(target);
      void bring(/** @type {HTMLElement} */ (target));
    }
  },
  { rootMargin: "300px" },
);

for (const figure of document.querySelectorAll("[data-figure-url]")) near.observe(figure);
