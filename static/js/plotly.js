/**
 * Plotly with the colours of the page. The library is fetched when the first figure needs it.
 *
 * A drawing is {data, layout, frames?} as the course or a judge made it. What it leaves open (colours, fonts, grid) is
 * filled in from the theme, so it is drawn again whenever the theme changes.
 */
import { addControls, takeControls } from "everyday/figure-controls";
import { pick } from "everyday/strings";
import { colour, onThemeChange, prefersStill, seriesColours } from "everyday/theme";

/** @typedef {{data: object[], layout?: Record<string, any>, frames?: object[]}} Drawing */

/** Where a titled drawing has its legend: above the plot the two would lie on each other. */
const BELOW = { orientation: "h", x: 0, xanchor: "left", y: 0, yref: "container", yanchor: "bottom" };
const STYLE_ID = "plotly.js-style-global";

/** @type {Promise<any> | null} */
let library = null;

/** @type {WeakMap<HTMLElement, () => Promise<unknown>>} how each element was last drawn */
const drawn = new WeakMap();

/** Plotly writes its rules into a <style>; the page's policy lets only one with the nonce in. */
function allowStyle() {
  if (document.getElementById(STYLE_ID)) return;
  const style = document.createElement("style");
  style.id = STYLE_ID;
  const script = /** @type {HTMLScriptElement | null} */ (document.querySelector("script[nonce]"));
  style.nonce = script?.nonce ?? "";
  document.head.append(style);
}

/** @returns {Promise<any>} the Plotly object */
export function plotly() {
  library ??= new Promise((resolve, reject) => {
    allowStyle();
    const script = document.createElement("script");
    script.src = import.meta.resolve("everyday/plotly-library");
    script.onload = () => resolve(/** @type {any} */ (window).Plotly);
    script.onerror = () => {
      library = null;
      reject(new Error("the figure library could not be loaded"));
    };
    document.head.append(script);
  });
  return library;
}

function axisTheme() {
  const line = colour("line");
  return { gridcolor: line, zerolinecolor: colour("line-strong"), linecolor: line, tickcolor: line, automargin: true };
}

/** The theme as a Plotly template: it loses to whatever a figure states itself. */
function template() {
  const ink = colour("ink");
  const colorbar = { thickness: 12, outlinewidth: 0, tickcolor: colour("line") };
  const graded = { colorscale: sequentialScale(), colorbar };
  return {
    data: { heatmap: [graded], contour: [graded], histogram2d: [graded] },
    layout: {
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
      font: { family: getComputedStyle(document.body).fontFamily, size: 13, color: ink },
      colorway: seriesColours(),
      colorscale: { sequential: sequentialScale(), sequentialminus: sequentialScale(), diverging: divergingScale() },
      hoverlabel: { bgcolor: colour("surface"), bordercolor: colour("line-strong"), font: { color: ink } },
      legend: { orientation: "h", x: 0, y: 1.02, yanchor: "bottom", bgcolor: "rgba(0,0,0,0)" },
      margin: { l: 56, r: 16, t: 40, b: 48 },
      title: { x: 0, xanchor: "left", font: { size: 15 } },
      xaxis: axisTheme(),
      yaxis: axisTheme(),
      annotationdefaults: { font: { color: ink }, arrowcolor: colour("ink-soft") },
    },
  };
}

function sequentialScale() {
  return [
    [0, colour("sunken")],
    [0.5, colour("sun")],
    [1, colour("accent-strong")],
  ];
}

function divergingScale() {
  return [
    [0, colour("info")],
    [0.5, colour("surface")],
    [1, colour("accent")],
  ];
}

/**
 * A drawing for this reader: of {zh, en} texts, as the course and its judges write them, one stays; and who asked for
 * less motion sees each state at once.
 * @param {any} value any part of a drawing
 * @returns {any} a copy
 */
function forReader(value) {
  if (Array.isArray(value)) return value.map(forReader);
  if (!value || typeof value !== "object" || ArrayBuffer.isView(value)) return value;
  const keys = Object.keys(value);
  if (keys.length === 2 && "zh" in value && "en" in value) return pick(value);
  const copy = Object.fromEntries(keys.map((key) => [key, forReader(value[key])]));
  if (prefersStill() && copy.transition && typeof copy.transition === "object") copy.transition = { ...copy.transition, duration: 0 };
  return copy;
}

/**
 * Draws, and draws again when the theme changes. Drawn once more into the same element, the new drawing takes over.
 * @param {HTMLElement} element an empty block
 * @param {Drawing} drawing
 */
export async function draw(element, drawing) {
  const Plotly = await plotly();
  const { data, layout = {}, frames = [] } = forReader(drawing);
  const { bare, controls } = takeControls(layout);
  if (bare.title?.text) bare.legend = { ...bare.legend, ...BELOW };
  const height = bare.height ?? Math.max(280, Math.min(400, element.clientWidth * 0.6));
  /** @type {() => Promise<void>} */
  let restore = async () => {};
  const render = async () => {
    // Plotly writes into what it is given.
    const fresh = structuredClone({ data, bare, frames });
    await Plotly.newPlot(element, {
      data: fresh.data,
      layout: { ...fresh.bare, autosize: true, height, width: undefined, template: template() },
      frames: fresh.frames,
      config: { responsive: true, displayModeBar: false, scrollZoom: false },
    });
    await restore();
  };
  if (!drawn.has(element)) onThemeChange(() => void drawn.get(element)?.());
  drawn.set(element, render);
  await render();
  restore = addControls(element, controls, Plotly);
}
