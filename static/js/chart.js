/**
 * Charts whose data the page brings along: `<div class="chart" data-plotly="id">` and a json_script with that id.
 */
import { draw } from "everyday/plotly";
import { readJson } from "everyday/strings";

for (const element of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-plotly]"))) {
  const plot = document.createElement("div");
  plot.className = "chart-plot";
  element.prepend(plot);
  void draw(plot, readJson(/** @type {string} */ (element.dataset.plotly)));
}
