/**
 * CodeMirror as the site uses it: the colours are the page's own (they follow the theme by themselves), its style sheet
 * carries the page's nonce, and its words come from the page.
 */
import {
  EditorState,
  EditorView,
  HighlightStyle,
  MergeView,
  autocompletion,
  bracketMatching,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
  defaultKeymap,
  drawSelection,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSelectionMatches,
  highlightSpecialChars,
  history,
  historyKeymap,
  indentOnInput,
  indentUnit,
  indentWithTab,
  json,
  keymap,
  lineNumbers,
  python,
  search,
  searchKeymap,
  syntaxHighlighting,
  tags,
} from "everyday/codemirror";

const highlighting = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.controlKeyword, tags.definitionKeyword], color: "var(--code-keyword)" },
  { tag: [tags.string, tags.special(tags.string), tags.docString], color: "var(--code-string)" },
  { tag: [tags.number, tags.bool, tags.null, tags.self], color: "var(--code-number)" },
  { tag: [tags.function(tags.definition(tags.variableName)), tags.className, tags.meta], color: "var(--code-name)" },
  { tag: [tags.comment, tags.lineComment], color: "var(--code-comment)" },
  { tag: tags.invalid, color: "var(--danger)" },
]);

const look = EditorView.theme({
  "&": { color: "var(--code-ink)", backgroundColor: "var(--surface)", fontSize: "0.875rem", height: "100%" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--font-mono)", lineHeight: "1.6", overflow: "auto" },
  ".cm-content": { caretColor: "var(--accent)", padding: "0.75rem 0" },
  ".cm-cursor, .cm-dropCursor": { borderLeftColor: "var(--accent)", borderLeftWidth: "2px" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "var(--code-selection)",
  },
  ".cm-gutters": { backgroundColor: "var(--surface)", color: "var(--ink-faint)", border: "none" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "color-mix(in srgb, var(--sunken) 70%, transparent)" },
  ".cm-activeLineGutter": { color: "var(--ink)" },
  ".cm-matchingBracket": { backgroundColor: "var(--accent-soft)", outline: "1px solid var(--sun)" },
  ".cm-panels": { backgroundColor: "var(--sunken)", color: "var(--ink)", borderColor: "var(--line)" },
  ".cm-panel.cm-search": { fontFamily: "var(--font-ui)", padding: "0.5rem 2rem 0.5rem 0.75rem" },
  ".cm-panel.cm-search :is(input, button, label)": { fontSize: "0.8125rem", margin: "0.15rem 0.4rem 0.15rem 0" },
  ".cm-panel.cm-search label": { display: "inline-flex", alignItems: "center", gap: "0.3rem", minHeight: "1.75rem" },
  ".cm-panel.cm-search [name=close]": { minWidth: "1.75rem", minHeight: "1.75rem", fontSize: "1.125rem" },
  ".cm-textfield": {
    width: "auto",
    minHeight: "1.875rem",
    padding: "0.2rem 0.5rem",
    backgroundColor: "var(--surface)",
    border: "1px solid var(--line-strong)",
    borderRadius: "4px",
  },
  ".cm-button": {
    minHeight: "1.875rem",
    backgroundImage: "none",
    backgroundColor: "var(--surface)",
    border: "1px solid var(--line-strong)",
    borderRadius: "4px",
  },
  // The library's sign for hidden lines is missing in most fonts.
  ".cm-collapsedLines": { background: "var(--sunken)", color: "var(--ink-soft)", fontFamily: "var(--font-ui)", fontSize: "0.8125rem" },
  ".cm-collapsedLines:before, .cm-collapsedLines:after": { content: "'⋯'", color: "var(--ink-faint)" },
  ".cm-searchMatch": { backgroundColor: "var(--warning-soft)", outline: "1px solid var(--warning)" },
  ".cm-searchMatch-selected": { backgroundColor: "var(--accent-soft)" },
  ".cm-tooltip": { backgroundColor: "var(--surface)", border: "1px solid var(--line)", borderRadius: "6px", color: "var(--ink)" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--accent-soft)", color: "var(--ink)" },
  ".cm-merge-a .cm-changedLine, .cm-deletedChunk": { backgroundColor: "var(--danger-soft)" },
  ".cm-merge-b .cm-changedLine, .cm-inlineChangedLine": { backgroundColor: "var(--success-soft)" },
});

/** The words of CodeMirror's own panels: `<template id="editor-phrases"><i data-phrase="Find">…`. */
function phrases() {
  const template = /** @type {HTMLTemplateElement | null} */ (document.getElementById("editor-phrases"));
  const words = [...(template?.content.querySelectorAll("[data-phrase]") ?? [])];
  return EditorState.phrases.of(Object.fromEntries(words.map((word) => [word.getAttribute("data-phrase"), word.textContent])));
}

function nonce() {
  const script = /** @type {HTMLScriptElement | null} */ (document.querySelector("script[nonce]"));
  return EditorView.cspNonce.of(script?.nonce ?? "");
}

/** @param {string} path */
function language(path) {
  if (path.endsWith(".py")) return python();
  if (path.endsWith(".json")) return json();
  return [];
}

/** @param {string} label what a screen reader calls the text field */
const named = (label) => EditorView.contentAttributes.of({ "aria-label": label, spellcheck: "false" });

/** What every view of code shares, editable or not. @param {string} path @param {string} label */
function shared(path, label) {
  return [look, nonce(), phrases(), named(label), lineNumbers(), syntaxHighlighting(highlighting), highlightSpecialChars(), language(path)];
}

/**
 * @typedef {object} Wiring
 * @property {(text: string) => void} changed after each change that the reader made
 * @property {() => void} submit Ctrl/Cmd+Enter
 * @property {() => void} leave Escape, where nothing of the editor's own is open
 */

/**
 * @param {string} path
 * @param {string} text
 * @param {string} label
 * @param {Wiring} wiring
 * @returns {any} the state of one open file, with its own history
 */
export function fileState(path, text, label, wiring) {
  return EditorState.create({
    doc: text,
    extensions: [
      // Before the default keys, which would insert a line.
      keymap.of([{ key: "Mod-Enter", run: () => (wiring.submit(), true) }]),
      shared(path, label),
      history(),
      drawSelection(),
      indentUnit.of("    "),
      indentOnInput(),
      bracketMatching(),
      closeBrackets(),
      autocompletion(),
      highlightActiveLine(),
      highlightActiveLineGutter(),
      highlightSelectionMatches(),
      search({ top: true }),
      keymap.of([...closeBracketsKeymap, ...completionKeymap, ...searchKeymap, ...historyKeymap]),
      keymap.of([{ key: "Escape", run: () => (wiring.leave(), true) }]),
      keymap.of([...defaultKeymap, indentWithTab]),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) wiring.changed(update.state.doc.toString());
      }),
    ],
  });
}

/**
 * @param {HTMLElement} parent
 * @param {any} state
 * @returns {any} an EditorView
 */
export function editorIn(parent, state) {
  return new EditorView({ parent, state });
}

/**
 * Code to read.
 * @param {HTMLElement} parent
 * @param {string} path
 * @param {string} text
 * @param {string} label
 */
export function readOnlyIn(parent, path, text, label) {
  const extensions = [shared(path, label), EditorState.readOnly.of(true), keymap.of(searchKeymap), search({ top: true })];
  return new EditorView({ parent, state: EditorState.create({ doc: text, extensions }) });
}

/**
 * Two versions of a file beside each other.
 * @param {HTMLElement} parent
 * @param {string} path
 * @param {{text: string, label: string}} before
 * @param {{text: string, label: string}} after
 */
export function compareIn(parent, path, before, after) {
  const side = (/** @type {{text: string, label: string}} */ { text, label }) => ({
    doc: text,
    extensions: [shared(path, label), EditorState.readOnly.of(true), EditorView.lineWrapping],
  });
  return new MergeView({ parent, a: side(before), b: side(after), collapseUnchanged: { margin: 3, minSize: 6 }, gutter: true });
}
