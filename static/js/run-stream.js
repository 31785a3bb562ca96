/**
 * The events of a run as they happen: server-sent events, and polling where those do not come through.
 *
 * Every recorded event has a number. What was seen already is dropped, whichever way it comes: after a reconnect, or
 * when polling takes over, no event is missed and none is handed on twice.
 */

const KINDS = ["claimed", "phase", "log", "metric", "figure", "answer", "test", "verdict", "released"];
const TRIES = 3;
const POLL_MS = 2_000;

/**
 * @typedef {object} Listener
 * @property {(kind: string, data: any) => void} event
 * @property {(state: any) => void} state
 * @property {(connected: boolean) => void} connection
 * @property {() => void} end nothing more will come
 */

export class RunStream {
  /**
   * @param {{eventsUrl: string, pollUrl: string, after?: number}} addresses `after`: the last number seen already
   * @param {Listener} listener
   */
  constructor({ eventsUrl, pollUrl, after = 0 }, listener) {
    this.eventsUrl = eventsUrl;
    this.pollUrl = pollUrl;
    this.last = after;
    this.listener = listener;
    this.failures = 0;
    this.opened = false;
    this.over = false;
    /** @type {EventSource | null} */
    this.source = null;
  }

  start() {
    if (typeof EventSource === "undefined") void this.poll();
    else this.listen();
  }

  listen() {
    const source = new EventSource(this.withAfter(this.eventsUrl));
    this.source = source;
    source.onopen = () => {
      this.opened = true;
      this.listener.connection(true);
    };
    source.onerror = () => this.failed();
    source.addEventListener("state", (message) => {
      this.failures = 0;
      this.listener.state(JSON.parse(message.data));
    });
    source.addEventListener("end", () => this.finish());
    for (const kind of KINDS) {
      source.addEventListener(kind, (message) => {
        this.failures = 0;
        this.take(Number(message.lastEventId), kind, JSON.parse(message.data));
      });
    }
  }

  /** @param {number} seq @param {string} kind @param {any} data */
  take(seq, kind, data) {
    if (!(seq > this.last)) return;
    this.last = seq;
    this.listener.event(kind, data);
  }

  /**
   * The browser reconnects by itself and names the last event. After three failures in a row, or if it never came
   * through, we ask instead.
   */
  failed() {
    if (this.over) return;
    this.failures += 1;
    this.listener.connection(false);
    if (this.opened && this.failures < TRIES && this.source?.readyState !== EventSource.CLOSED) return;
    this.source?.close();
    void this.poll();
  }

  async poll() {
    while (!this.over) {
      let more = false;
      try {
        const response = await fetch(this.withAfter(this.pollUrl), { headers: { Accept: "application/json" } });
        if (!response.ok) throw new Error(String(response.status));
        more = this.takeAnswer(await response.json());
      } catch {
        this.listener.connection(false);
      }
      if (!this.over && !more) await new Promise((resolve) => window.setTimeout(resolve, POLL_MS));
    }
  }

  /**
   * @param {{state: any, events: {seq: number, kind: string, data: any}[], over: boolean}} answer
   * @returns {boolean} whether the rest should be asked for at once: a long run comes in several answers
   */
  takeAnswer(answer) {
    this.listener.connection(true);
    for (const { seq, kind, data } of answer.events) this.take(seq, kind, data);
    this.listener.state(answer.state);
    if (answer.over && !answer.events.length) this.finish();
    return answer.over;
  }

  finish() {
    if (this.over) return;
    this.over = true;
    this.source?.close();
    this.listener.end();
  }

  /** @param {string} url */
  withAfter(url) {
    const address = new URL(url, window.location.href);
    address.searchParams.set("after", String(this.last));
    return address;
  }
}
