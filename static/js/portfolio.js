/**
 * Drawings of a portfolio: `<figure data-drawing-url="…">` with a caption. Each is fetched when it comes near the screen.
 */
import { draw } from "everyday/plotly";
import { tracesDisclosure } from "everyday/data-table";
import { readTexts } from "everyday/strings";

const texts = readTexts("folio-texts");

/** @param {HTMLElement} figure */
async function bring(figure) {
  const caption = /** @type {HTMLElement} */ (figure.querySelector("figcaption"));
  const plot = document.createElement("div");
  plot.className = "chart-plot";
  plot.setAttribute("role", "img");
  plot.setAttribute("aria-label", caption.textContent ?? "");
  try {
    const response = await fetch(/** @type {string} */ (figure.dataset.drawingUrl));
    if (!response.ok) throw new Error(`the figure answered ${response.status}`);
    const drawing = await response.json();
    figure.prepend(plot);
    await draw(plot, drawing);
    figure.append(tracesDisclosure(drawing.data ?? [], texts.table));
    figure.dataset.drawn = "yes";
  } catch (error) {
    plot.remove();
    const note = document.createElement("p");
    note.className = "muted";
    note.textContent = texts.failed;
    figure.append(note);
    console.warn("drawing", figure.dataset.drawingUrl, error);
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
  { rootMargin: "400px" },
);

for (const figure of document.querySelectorAll("[data-drawing-url]")) near.observe(figure);
