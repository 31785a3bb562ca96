/** Program text to read: the plain text of the page is shown in the editor's clothes, with line numbers and search. */
import { readOnlyIn } from "everyday/code-view";
import { fill, readTexts } from "everyday/strings";

const texts = readTexts("code-view-texts");
for (const block of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-code-view]"))) {
  const path = block.dataset.path ?? "";
  const text = block.querySelector("pre")?.textContent ?? "";
  block.replaceChildren();
  readOnlyIn(block, path, text, fill(texts.label, { path }));
}
