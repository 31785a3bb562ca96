/**
 * What the run prints. The view follows the end until the reader scrolls up, and again once they are back at the end.
 */

const MOST_CHUNKS = 4_000;

export class RunLog {
  /** @param {HTMLElement} box @param {HTMLButtonElement | null} jump brings the reader back to the end */
  constructor(box, jump) {
    this.box = box;
    this.jump = jump;
    this.following = true;
    box.addEventListener("scroll", () => {
      this.following = box.scrollHeight - box.scrollTop - box.clientHeight < 24;
      this.showJump();
    });
    jump?.addEventListener("click", () => {
      this.following = true;
      this.toEnd();
    });
  }

  /** @param {{stream?: string, text: string}} chunk */
  add({ stream = "stdout", text }) {
    const part = document.createElement("span");
    part.textContent = text;
    if (stream === "stderr") part.className = "is-stderr";
    this.box.append(part);
    while (this.box.childElementCount > MOST_CHUNKS) this.box.firstElementChild?.remove();
    if (this.following) this.toEnd();
    this.showJump();
  }

  get isEmpty() {
    return this.box.childElementCount === 0;
  }

  clear() {
    this.box.replaceChildren();
  }

  toEnd() {
    this.box.scrollTop = this.box.scrollHeight;
  }

  showJump() {
    if (this.jump) this.jump.hidden = this.following;
  }
}
