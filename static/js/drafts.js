/**
 * Drafts: kept in this browser with every change and on the server every few seconds.
 *
 * The server counts saves. When another tab or device has saved in between, nothing is overwritten: the reader sees both
 * and chooses. Tabs of the same browser tell each other, so that an untouched tab simply follows.
 */
import { csrfToken } from "everyday/strings";

const SERVER_MS = 5_000;
const LOCAL_MS = 400;

/** @typedef {Record<string, string>} Files */
/** @typedef {"saved" | "changed" | "saving" | "local" | "refused"} DraftState */

/**
 * @typedef {object} DraftListener
 * @property {(state: DraftState, detail?: string) => void} state
 * @property {(files: Files) => void} adopt another copy became the current one
 * @property {(theirs: Files) => Promise<"mine" | "theirs">} conflict
 */

/** @param {Files} a @param {Files} b */
export function sameFiles(a, b) {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}

export class Drafts {
  /**
   * @param {{url: string, key: string, version: number, files: Files}} start what the page was opened with
   * @param {DraftListener} listener
   */
  constructor({ url, key, version, files }, listener) {
    this.url = url;
    this.key = `everyday-draft:${key}`;
    this.version = version;
    this.files = files;
    this.saved = files;
    this.listener = listener;
    this.localTimer = 0;
    this.serverTimer = 0;
    this.busy = false;
    this.detached = false;
    this.channel = "BroadcastChannel" in window ? new BroadcastChannel(this.key) : null;
    this.channel?.addEventListener("message", ({ data }) => this.heard(data));
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") this.leave();
    });
  }

  get isDirty() {
    return !sameFiles(this.files, this.saved);
  }

  /** What a crash or a lost connection left behind in this browser. */
  async recover() {
    const left = this.stored();
    if (!left) return;
    if (sameFiles(left.files, this.saved)) {
      this.forget();
      return;
    }
    if (left.version === this.version || (await this.listener.conflict(this.saved)) === "mine") {
      this.listener.adopt(left.files);
      this.change(left.files);
    } else {
      this.forget();
    }
  }

  /** @param {Files} files everything that is in the editor now */
  change(files) {
    this.files = files;
    this.listener.state("changed");
    window.clearTimeout(this.localTimer);
    this.localTimer = window.setTimeout(() => this.keep(), LOCAL_MS);
    this.serverTimer ||= window.setTimeout(() => void this.save(), SERVER_MS);
  }

  /**
   * Saves on the server now.
   * @param {boolean} [leaving] the request outlives the page
   * @returns {Promise<boolean>} whether the server has what is in the editor
   */
  async save(leaving = false) {
    window.clearTimeout(this.serverTimer);
    this.serverTimer = 0;
    if (this.busy || !this.isDirty) return !this.isDirty;
    this.busy = true;
    this.listener.state("saving");
    try {
      return await this.send(leaving);
    } catch {
      this.keep();
      this.listener.state("local");
      this.later();
      return false;
    } finally {
      this.busy = false;
    }
  }

  /** @param {boolean} leaving @returns {Promise<boolean>} */
  async send(leaving) {
    const files = this.files;
    const response = await this.post(files, leaving);
    const answer = response.headers.get("Content-Type")?.includes("json") ? await response.json() : {};
    if (response.status === 409) return this.settle(answer.draft);
    if (response.status >= 500) throw new Error(String(response.status));
    if (!response.ok) {
      this.listener.state("refused", answer.error?.message);
      return false;
    }
    this.accept(files, answer.version);
    this.channel?.postMessage({ version: answer.version, files });
    return true;
  }

  /** @param {Files} files @param {boolean} leaving */
  post(files, leaving) {
    const body = JSON.stringify({ files, version: this.version });
    return fetch(this.url, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": csrfToken(), Accept: "application/json" },
      body,
      // Browsers refuse a larger body for a request that outlives its page.
      keepalive: leaving && body.length < 60_000,
    });
  }

  /** @param {{version: number, files: Files}} theirs @returns {Promise<boolean>} */
  async settle({ version, files }) {
    this.version = version;
    if (sameFiles(files, this.files)) {
      this.accept(files, version);
      return true;
    }
    if ((await this.listener.conflict(files)) === "mine") return this.send(false);
    this.files = files;
    this.accept(files, version);
    this.listener.adopt(files);
    return true;
  }

  /** @param {Files} files @param {number} version */
  accept(files, version) {
    this.version = version;
    this.saved = files;
    if (this.isDirty) {
      this.later();
    } else {
      this.forget();
      this.listener.state("saved");
    }
  }

  later() {
    this.serverTimer ||= window.setTimeout(() => void this.save(), SERVER_MS);
  }

  /** Another tab of this browser saved. @param {{version: number, files: Files}} news */
  heard({ version, files }) {
    if (version <= this.version || this.isDirty) return;
    this.files = files;
    this.accept(files, version);
    this.listener.adopt(files);
  }

  /** The page goes to the background, perhaps for good: what is new is sent without waiting for an answer. */
  leave() {
    if (!this.isDirty) return;
    this.keep();
    void this.save(true);
  }

  /** The editor is gone, and with it whoever could be asked: what is new is saved all the same, a conflict waits. */
  detach() {
    this.detached = true;
    this.listener = { state: () => {}, adopt: () => {}, conflict: () => new Promise(() => {}) };
    // At once: a reader who turns back to the task must not meet an older draft there.
    this.leave();
  }

  // ---- this browser's own copy
  keep() {
    try {
      localStorage.setItem(this.key, JSON.stringify({ files: this.files, version: this.version }));
    } catch {
      // Full or refused storage: the server's copy remains.
    }
  }

  forget() {
    window.clearTimeout(this.localTimer);
    // The task's page may be on its way already, with what the server had before: it still needs this copy.
    if (this.detached) return;
    try {
      localStorage.removeItem(this.key);
    } catch {
      // As above.
    }
  }

  /** @returns {{files: Files, version: number} | null} */
  stored() {
    try {
      return JSON.parse(localStorage.getItem(this.key) ?? "null");
    } catch {
      return null;
    }
  }
}
