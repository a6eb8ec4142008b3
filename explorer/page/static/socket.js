/** One WebSocket for all figures of the page; it answers in the order of the requests and reconnects by itself. */

const PATIENCE = 8000; // ms that an answer may take before the connection counts as dead

export class Wire {
  /** @param {string} address path relative to the page, "scope/live" */
  constructor(address) {
    const url = new URL(address, document.baseURI);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    this.url = url.href;
    this.open = false;
    this.number = 0;
    /** @type {Map<number, {done: (answer: any) => void, timer: number}>} */
    this.waiting = new Map();
    /** @type {Set<(open: boolean) => void>} called when the connection opens or is lost */
    this.listeners = new Set();
    this.tries = 0;
    addEventListener("online", () => this.retryNow());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.retryNow());
    this.connect();
  }

  connect() {
    clearTimeout(this.timer);
    const socket = (this.socket = new WebSocket(this.url));
    socket.onopen = () => {
      if (socket !== this.socket) return;
      this.open = true;
      this.tries = 0;
      this.tell();
    };
    socket.onmessage = (event) => socket === this.socket && this.receive(JSON.parse(event.data));
    socket.onclose = () => socket === this.socket && this.lose();
  }

  lose() {
    const was = this.open;
    this.open = false;
    this.socket.onclose = null;
    this.socket.close();
    const waiting = [...this.waiting.values()];
    this.waiting.clear();
    for (const { done, timer } of waiting) {
      clearTimeout(timer);
      done(null);
    }
    // Half a second at first, so that a restart of the server is hardly felt; then up to eight.
    const pause = Math.min(8000, 500 * 1.6 ** this.tries++);
    this.timer = setTimeout(() => this.connect(), pause);
    if (was || this.tries === 1) this.tell();
  }

  retryNow() {
    if (!this.open && this.tries > 1) {
      this.tries = 0;
      this.connect();
    }
  }

  tell() {
    for (const listener of [...this.listeners]) listener(this.open);
  }

  /**
   * Ask; `done` gets the answer, or null if the connection was lost before it came.
   * @param {Record<string, any>} request
   * @param {(answer: any) => void} done
   */
  ask(request, done) {
    if (!this.open) {
      done(null);
      return;
    }
    const id = ++this.number;
    const timer = setTimeout(() => this.lose(), PATIENCE);
    this.waiting.set(id, { done, timer });
    this.socket.send(JSON.stringify({ id, ...request }));
  }

  receive(answer) {
    const entry = this.waiting.get(answer.id);
    if (!entry) return;
    this.waiting.delete(answer.id);
    clearTimeout(entry.timer);
    entry.done(answer);
  }
}

/** @type {Map<string, Wire>} */
const wires = new Map();

/** The page's connection to an address. */
export function wireTo(address) {
  const href = new URL(address, document.baseURI).href;
  let wire = wires.get(href);
  if (!wire) wires.set(href, (wire = new Wire(address)));
  return wire;
}
