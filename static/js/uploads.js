/**
 * Files by button and by drag and drop. Program text goes into the editor, where it can be seen before it is graded;
 * notebooks and archives are handed in as they are, by the form that holds the file field.
 */

const TEXT = /\.(py|txt|md|json|ya?ml|csv)$/i;

/**
 * @param {Iterable<File>} files
 * @returns {Promise<{texts: Record<string, string>, packed: File[]}>}
 */
export async function sorted(files) {
  /** @type {Record<string, string>} */
  const texts = {};
  const packed = [];
  for (const file of files) {
    if (TEXT.test(file.name)) texts[file.name] = (await file.text()).replace(/\r\n?/g, "\n");
    else packed.push(file);
  }
  return { texts, packed };
}

/**
 * @param {HTMLElement} zone
 * @param {HTMLInputElement} field
 * @param {(files: File[]) => void} chosen
 */
export function listen(zone, field, chosen) {
  const over = (/** @type {boolean} */ on) => zone.classList.toggle("is-over", on);
  for (const kind of ["dragenter", "dragover"]) {
    zone.addEventListener(kind, (event) => {
      event.preventDefault();
      over(true);
    });
  }
  zone.addEventListener("dragleave", () => over(false));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    over(false);
    const files = [.../** @type {DragEvent} */ (event).dataTransfer?.files ?? []];
    if (files.length) chosen(files);
  });
  field.addEventListener("change", () => {
    if (field.files?.length) chosen([...field.files]);
  });
}
