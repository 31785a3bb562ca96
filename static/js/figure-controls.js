/**
 * A figure's sliders and buttons as the browser's own: Plotly draws its controls for the mouse alone, and small. What
 * they do stays Plotly's: each step calls one of its functions with the arguments that the figure states.
 */

/** @typedef {{label?: string, method?: string, args?: any[]}} Step */

/**
 * @typedef {object} Control
 * @property {"slider" | "buttons"} kind
 * @property {string} name words before the value, such as "layers: "
 * @property {string} suffix words after it
 * @property {Step[]} steps
 * @property {number} active
 */

/** @type {Set<string>} */
const METHODS = new Set(["animate", "relayout", "restyle", "update"]);

/**
 * @param {Record<string, any>} layout
 * @returns {{bare: Record<string, any>, controls: Control[]}} the layout without its controls, and the controls
 */
export function takeControls(layout) {
  const { sliders = [], updatemenus = [], ...bare } = layout;
  const menus = updatemenus.map((/** @type {any} */ menu) => ({
    kind: "buttons",
    name: "",
    suffix: "",
    steps: menu.buttons ?? [],
    active: menu.active ?? 0,
  }));
  const ranges = sliders.map((/** @type {any} */ slider) => ({
    kind: "slider",
    name: slider.currentvalue?.prefix ?? "",
    suffix: slider.currentvalue?.suffix ?? "",
    steps: slider.steps ?? [],
    active: slider.active ?? 0,
  }));
  // Room at the top was for Plotly's own buttons.
  if (menus.length && bare.margin?.t > 60) bare.margin = { ...bare.margin, t: 48 };
  return { bare, controls: [...menus, ...ranges].filter((control) => control.steps.length) };
}

let count = 0;

/**
 * @param {Control} control
 * @param {(step: Step) => void} choose
 */
function slider(control, choose) {
  const row = document.createElement("div");
  const label = document.createElement("label");
  const input = document.createElement("input");
  const value = document.createElement("output");
  row.className = "figure-slider";
  input.type = "range";
  input.id = `figure-control-${(count += 1)}`;
  input.max = String(control.steps.length - 1);
  input.value = String(control.active);
  label.htmlFor = value.htmlFor.value = input.id;
  label.textContent = control.name.replace(/[:：=\s]+$/, "");
  const show = () => {
    const step = control.steps[control.active];
    value.textContent = `${step.label ?? control.active + 1}${control.suffix}`;
    input.setAttribute("aria-valuetext", value.textContent);
  };
  input.addEventListener("input", () => {
    control.active = Number(input.value);
    show();
    choose(control.steps[control.active]);
  });
  show();
  row.append(label, input, value);
  return row;
}

/**
 * @param {Control} control
 * @param {(step: Step) => void} choose
 */
function buttons(control, choose) {
  const group = document.createElement("div");
  group.className = "figure-buttons";
  group.setAttribute("role", "group");
  const all = control.steps.map((step, index) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button-small";
    button.textContent = step.label ?? String(index + 1);
    button.addEventListener("click", () => {
      control.active = index;
      all.forEach((other, place) => other.setAttribute("aria-pressed", String(place === index)));
      choose(step);
    });
    button.setAttribute("aria-pressed", String(index === control.active));
    return button;
  });
  group.append(...all);
  return group;
}

/**
 * Puts the controls below the plot.
 * @param {HTMLElement} plot
 * @param {Control[]} controls
 * @param {any} Plotly
 * @returns {() => Promise<void>} brings a plot that was drawn anew to where the controls stand
 */
export function addControls(plot, controls, Plotly) {
  const apply = async (/** @type {Step} */ { method = "restyle", args = [] }) => {
    if (METHODS.has(method)) await Plotly[method](plot, ...structuredClone(args));
  };
  const choose = (/** @type {Step} */ step) => void apply(step);
  const box = document.createElement("div");
  box.className = "figure-controls";
  box.append(...controls.map((control) => (control.kind === "slider" ? slider(control, choose) : buttons(control, choose))));
  if (controls.length) plot.after(box);
  const first = controls.map((control) => control.active);
  return async () => {
    for (const [index, control] of controls.entries()) {
      if (control.active !== first[index]) await apply(control.steps[control.active]);
    }
  };
}
